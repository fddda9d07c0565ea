/**
 * Airtel Money: what came of a payment that the shopper was asked for (collections).
 *
 * Nothing is signed for certain: how the `hash` of some callbacks is made is not told, so it is neither
 * believed nor asked for. The address is the proof. Where Airtel knows one for all orders, the `id` that the
 * shop gave the transaction names the order.
 *
 * No amount is told: a success is one of what the shop asked for, for the payer cannot pay another.
 *
 * @see https://developers.airtel.africa/documentation
 */

import * as v from 'valibot'
import type { MainState } from '../../order/update.ts'
import type { ReasonCode } from '../../protocol.ts'
import type { Provider } from '../provider.ts'
import { AnyId, given } from '../reading/fields.ts'
import { askingAirtel } from './asking.ts'
import { simulatedAirtel } from './simulated.ts'

/** Successful, failed, ambiguous, in progress, expired. */
const OUTCOMES = new Map<string, [state: MainState, reason?: ReasonCode]>([
  ['TS', ['succeeded']],
  ['TF', ['failed', 'unknown']],
  ['TA', ['processing']],
  ['TIP', ['processing']],
  ['TE', ['expired', 'expired']],
])

const Callback = v.object({
  transaction: v.object({
    id: AnyId,
    status_code: v.string(),
    airtel_money_id: v.fallback(v.optional(AnyId), undefined),
    message: v.fallback(v.optional(v.string()), undefined),
  }),
})

export const airtel: Provider = {
  id: 'airtel',
  name: 'Airtel Money',
  trust: 'address',
  schemes: [{ kind: 'address' }],

  updates(payload) {
    const { id, status_code, airtel_money_id, message } = v.parse(Callback, payload).transaction
    const [state, code] = OUTCOMES.get(status_code) ?? ['processing']
    return [
      {
        part: 'main',
        state,
        eventId: [id, status_code, airtel_money_id].join(':'),
        payment: id,
        orderHint: id,
        ...(airtel_money_id && { references: [airtel_money_id] }),
        ...(state === 'succeeded' && given({ receipt: airtel_money_id })),
        ...(code && { reason: { code, ...given({ message }) } }),
      },
    ]
  },

  asking: askingAirtel,

  ...simulatedAirtel,
}
