import { describeAsking } from '../conformance/asking.ts'
import { phonepe } from './phonepe.ts'

const ORDER = {
  merchantOrderId: 'ORD-1205',
  orderId: 'OMO2611211400000000000001',
  amount: 500_000,
}

describeAsking({
  provider: phonepe,
  credentials: 'SHOPUAT_2611:1:aClientSecret',
  token: {
    access_token: 'eyJsample',
    expires_in: 3600,
    issued_at: 1_795_249_800,
    expires_at: 1_795_253_400,
    token_type: 'O-Bearer',
  },

  both: [
    {
      answer: 'completed',
      callback: {
        event: 'checkout.order.completed',
        payload: {
          ...ORDER,
          state: 'COMPLETED',
          paymentDetails: [
            {
              transactionId: 'OM2611211401000000000002',
              state: 'COMPLETED',
              rail: { utr: '500000000001' },
            },
          ],
        },
      },
    },
  ],

  unknown: [{ answer: 'completed', body: { ...ORDER, state: 'ON_HOLD' } }],

  seen: { credentials: 'CLIENT:1:SECRET', where: 'sandbox' },
})
