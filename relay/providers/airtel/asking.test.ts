import { describeAsking } from '../conformance/asking.ts'
import { airtel } from './airtel.ts'

const callback = (status_code: string, more = {}) => ({
  transaction: { id: 'ORD-1205-1', message: 'As Airtel says', status_code, ...more },
})

describeAsking({
  provider: airtel,
  credentials: 'aClientId:aClientSecret:UG:UGX',
  token: { access_token: 'UCsample', expires_in: '180', token_type: 'bearer' },

  both: [
    { answer: 'success', callback: callback('TS', { airtel_money_id: 'CI261121.1131.A00001' }) },
    { answer: 'failed_no_funds', callback: callback('TF') },
    {
      answer: 'in_progress',
      callback: callback('TS', { airtel_money_id: 'CI261121.1131.A00001' }),
    },
  ],

  unknown: [
    {
      answer: 'success',
      body: {
        data: { transaction: { id: 'ORD-1205-1', status: 'TZ' } },
        status: { response_code: 'DP00800009999', success: true },
      },
    },
  ],
})
