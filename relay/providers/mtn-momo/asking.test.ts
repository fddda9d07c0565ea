import { describeAsking } from '../conformance/asking.ts'
import { mtnMomo } from './mtn-momo.ts'

const REQUEST = {
  externalId: 'ORD-1205-1',
  amount: '5000',
  currency: 'UGX',
  payer: { partyIdType: 'MSISDN', partyId: '256770000000' },
}

describeAsking({
  provider: mtnMomo,
  credentials: '7b5f7d6e-0000-4000-8000-000000000000:anApiKey:aSubscriptionKey:mtnuganda',
  token: { access_token: 'eyJsample', token_type: 'access_token', expires_in: 3600 },

  both: [
    {
      answer: 'successful',
      callback: { ...REQUEST, status: 'SUCCESSFUL', financialTransactionId: '600198217' },
    },
    { answer: 'rejected', callback: { ...REQUEST, status: 'FAILED', reason: 'APPROVAL_REJECTED' } },
  ],

  unknown: [{ answer: 'successful', body: { ...REQUEST, status: 'ONGOING' } }],

  seen: {
    credentials: '7b5f7d6e-0000-4000-8000-000000000000:apikey:subkey:sandbox',
    where: 'sandbox',
  },
})
