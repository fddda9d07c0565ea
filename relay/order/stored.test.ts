/** What relays of before have stored is read by this one, and goes on from there. */

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { factsOf, join } from './facts.ts'
import { standing } from './order.ts'
import { revise, type OrderRecord } from './record.ts'
import type { Heard } from './update.ts'

const NOON = Date.UTC(2026, 10, 21, 12)

/** Of a relay that knew neither lapses nor voids, and gave captures and refunds no clock. */
const stored = (): OrderRecord =>
  JSON.parse(readFileSync(new URL('stored/before-voids.json', import.meta.url), 'utf8'))

const heard = (more: object): Heard =>
  ({ by: 'provider', eventId: 'new', currency: 'EUR', receivedAt: NOON, ...more }) as Heard

/** What it stands for once this is heard besides. */
function after(more: Heard) {
  const order = stored()
  const facts = join(order.payments[more.payment], factsOf(more))
  const payments = { ...order.payments, [more.payment]: facts }
  return standing({ ...order, payments }, NOON)
}

it('stands for what it stood for: no version without news', () => {
  const order = stored()
  expect(revise(order.id, order, order, NOON)).toEqual(order)
})

it('knows each payment as it was', () => {
  const { payments } = standing(stored(), NOON)
  expect(
    payments.map(({ id, status, received, refunded, final, doubtUntil }) => [
      id,
      status,
      received,
      refunded,
      final,
      doubtUntil <= NOON,
    ]),
  ).toEqual([
    ['held', 'partially_refunded', 3000, 1000, false, true],
    ['lapsed', 'expired', 0, 0, false, true],
    ['prompt', 'failed', 0, 0, true, true],
  ])
})

it('takes in what is heard now: of a capture without a clock, failed is still the last word', () => {
  const capture = { payment: 'held', provider: 'adyen', state: 'done', amount: 2000 }
  const again = after(heard({ ...capture, part: 'capture:C2', time: NOON }))
  expect(again.shown).toMatchObject({ amountReceived: 3000 })
  const another = after(heard({ ...capture, part: 'capture:C3', time: NOON }))
  expect(another.shown).toMatchObject({ amountReceived: 5000 })
})

it('takes in what is heard now: a payment that had expired is at it again, or is not', () => {
  const main = { payment: 'lapsed', provider: 'mollie', part: 'main', state: 'processing' }
  const statusAt = (time: number) =>
    after(heard({ ...main, time })).payments.find(({ id }) => id === 'lapsed')?.status
  expect(statusAt(NOON)).toBe('processing')
  expect(statusAt(Date.UTC(2026, 10, 21, 9))).toBe('expired')
})

it('takes in what is heard now: a word by hand that is not final is the latest', () => {
  const word = { by: 'merchant', payment: 'prompt', part: 'main', state: 'failed', time: NOON }
  const { payments } = after(heard(word))
  expect(payments.find(({ id }) => id === 'prompt')).toMatchObject({ final: false })
})
