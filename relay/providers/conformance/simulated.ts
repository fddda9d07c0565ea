import { describe, expect, it } from 'vitest'
import type { Update } from '../../order/update.ts'
import { REASON_CODES, STATUSES, type PaymentStatus, type ReasonCode } from '../../protocol.ts'
import { bodyOf, payloadOf } from '../payload.ts'
import { understood } from './attempt.ts'
import type { Promises, SigningPromises } from './promises.ts'
import { signedByUs, SIMULATED } from './sending.ts'

/** What `simulate` sends is read back as what it was asked for. */
export function describeSimulated(promises: Promises | SigningPromises): void {
  const { provider } = promises

  describe('simulated', () => {
    const told = (status: PaymentStatus, reason?: ReasonCode) => {
      const payload = provider.simulate({ ...SIMULATED, status, ...(reason && { reason }) })
      if (payload === undefined) return undefined
      const { body: unsigned } = bodyOf(provider, payload)
      const { headers, body } =
        'secret' in promises ? signedByUs(promises, unsigned) : { headers: {}, body: unsigned }
      const event = { headers: new Headers(headers), digest: () => 'digest' }
      return understood(provider.updates(payloadOf(provider, body), event))
    }

    it.each(STATUSES)('reads back as %s, or has no such event', (status) => {
      const updates = told(status)
      expect(updates !== undefined).toBe(promises.simulates.includes(status))
      if (updates === undefined) return

      expect(updates.map((update) => statusOf(update, SIMULATED.amount))).toEqual([status])
      if (provider.trust !== 'address') expect(updates[0]?.orderId).toBe(SIMULATED.orderId)
    })

    it.each(REASON_CODES)('reads back as %s, or has no word for it', (code) => {
      const read = provider.statuses.flatMap((status) => told(status, code) ?? [])
      expect(read.filter(({ reason }) => reason?.code !== code)).toEqual([])
    })

    it('has a body for the statuses that it says, and for no other', () => {
      const told = STATUSES.filter(
        (status) => provider.simulate({ ...SIMULATED, status }) !== undefined,
      )
      expect(provider.statuses).toEqual(told)
    })

    it('is of the money that was asked for, or of the only one that it knows', () => {
      const { currency = SIMULATED.currency } = provider
      const currencies = provider.statuses.flatMap((status) =>
        (told(status) ?? []).map((update) => update.currency ?? currency),
      )
      expect(new Set(currencies)).toEqual(new Set([currency]))
    })

    it('is of one payment, whatever is told of it', () => {
      const names = promises.simulates
        .flatMap((status) => told(status) ?? [])
        .map(({ payment, containers = [], references = [] }) => [
          ...[payment, ...containers, ...references],
        ])
      const [first = [], ...others] = names
      expect(first.filter((name) => others.every((known) => known.includes(name)))).not.toEqual([])
    })
  })
}

/** The status of an order of `amount` of which only this is known; of a refund, also that it was paid. */
function statusOf({ part, state, amount = SIMULATED.amount }: Update, all: number): PaymentStatus {
  if (part === 'main' || part === 'void') return state
  if (part.startsWith('dispute:')) return 'disputed'
  if (part.startsWith('capture:')) return amount < all ? 'partially_paid' : 'succeeded'
  return amount < all ? 'partially_refunded' : 'refunded'
}
