import { describeAsking } from '../conformance/asking.ts'
import { daraja } from './daraja.ts'

const PROMPT = 'ws_CO_021020261810465181900000000'

const PAID = {
  Body: {
    stkCallback: {
      MerchantRequestID: '5dbd-4f93-a478-41cdaf2b9acd86873',
      CheckoutRequestID: PROMPT,
      ResultCode: 0,
      ResultDesc: 'The service request is processed successfully.',
      CallbackMetadata: {
        Item: [
          { Name: 'Amount', Value: 5000 },
          { Name: 'MpesaReceiptNumber', Value: 'UJ22T8IYOU' },
          { Name: 'TransactionDate', Value: 20261121113100 },
        ],
      },
    },
  },
}

describeAsking({
  provider: daraja,
  credentials: 'aKey:aSecret:174379:aPasskey',
  posts: {
    prompt: 'The query has its question in the body. It sends no prompt.',
    pull: 'The window and the shortcode stand in the body.',
  },
  token: { access_token: 'SGWcJPtNtYNPGm6uSYR9yPYrAI3B', expires_in: '3599' },

  both: [
    { answer: 'stk_success', callback: PAID },
    { answer: 'stk_success_of_unknown_amount', callback: PAID },
    { answer: 'stk_under_way', callback: PAID },
    { answer: 'stk_no_response', callback: PAID },
    {
      answer: 'stk_cancelled',
      callback: {
        Body: {
          stkCallback: {
            CheckoutRequestID: PROMPT,
            ResultCode: 1032,
            ResultDesc: 'Request cancelled by user',
          },
        },
      },
    },
  ],

  unknown: [
    {
      answer: 'stk_success',
      body: { ResponseCode: '0', CheckoutRequestID: PROMPT, ResultCode: '8006', ResultDesc: '' },
    },
  ],

  // 2026-11-28 10:28:28 in Nairobi.
  seen: { credentials: 'k:s:174379:passkey', where: 'sandbox', now: 1_795_850_908_000 },

  missed: [
    {
      body: {
        ResponseCode: '1000',
        Response: [
          [
            {
              transactionId: 'UJ22T8IYOU',
              trxDate: '2026-11-21T11:31:00Z',
              billreference: 'ord-1205',
              amount: '5000.00',
            },
          ],
        ],
      },
      says: [
        {
          part: 'main',
          state: 'succeeded',
          eventId: 'UJ22T8IYOU',
          payment: 'UJ22T8IYOU',
          receipt: 'UJ22T8IYOU',
          currency: 'KES',
          amount: 500_000,
          orderHint: 'ord-1205',
        },
      ],
    },
    { body: { ResponseCode: '1001', Response: [[]] }, says: [] },
  ],
})
