import type { Update } from '../../order/update.ts'
import { describeProvider, recording } from '../conformance.ts'
import { airtel } from './airtel.ts'

type Main = Extract<Update, { part: 'main' }>

const TRANSACTION = { id: 'BBZMiscxy', message: 'Said.', airtel_money_id: 'MP210603.1234.L06941' }

const told = (code: string, state: Main['state'], more: Partial<Update> = {}): Update => ({
  eventId: `BBZMiscxy:${code}:MP210603.1234.L06941`,
  payment: 'BBZMiscxy',
  orderHint: 'BBZMiscxy',
  references: ['MP210603.1234.L06941'],
  ...more,
  part: 'main',
  state,
})

const paid = told('TS', 'succeeded', { receipt: 'MP210603.1234.L06941' })

describeProvider({
  provider: airtel,
  simulates: ['processing', 'succeeded', 'failed', 'expired'],

  recordings: [
    {
      says: 'paid: what the shop asked for, for no amount is told',
      body: recording('airtel/TS.json'),
      updates: [paid],
    },
    {
      says: 'paid, with a hash: whatever it is',
      body: { transaction: { ...TRANSACTION, status_code: 'TS' }, hash: 'nobody knows' },
      updates: [paid],
    },
    {
      says: 'nobody paid in time, whatever the message says',
      body: recording('airtel/TE.json'),
      updates: [
        told('TE', 'expired', {
          reason: {
            code: 'expired',
            message:
              'Paid UGX 5,000 to TECHNOLOGIES LIMITED Charge UGX 140, Trans ID MP210603.1234.L06941.',
          },
        }),
      ],
    },
    {
      says: 'it failed',
      body: { transaction: { ...TRANSACTION, status_code: 'TF' } },
      updates: [told('TF', 'failed', { reason: { code: 'unknown', message: 'Said.' } })],
    },
    {
      says: 'it failed before Airtel had a name for it',
      body: { transaction: { id: 'BBZMiscxy', status_code: 'TF' } },
      updates: [
        {
          part: 'main',
          state: 'failed',
          eventId: 'BBZMiscxy:TF:',
          payment: 'BBZMiscxy',
          orderHint: 'BBZMiscxy',
          reason: { code: 'unknown' },
        },
      ],
    },
    ...['TA', 'TIP', 'ts', 'constructor'].map((status_code) => ({
      says: `${status_code} is under way`,
      body: { transaction: { ...TRANSACTION, status_code } },
      updates: [told(status_code, 'processing')],
    })),
  ],
})
