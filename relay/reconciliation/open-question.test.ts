import { describe, expect, it } from 'vitest'
import { factsOf, join } from '../order/facts.ts'
import type { Registration } from '../order/order.ts'
import { revise, type OrderRecord } from '../order/record.ts'
import type { Heard } from '../order/update.ts'
import { openQuestion } from './open-question.ts'

const NOON = Date.UTC(2026, 10, 21, 12)
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

type Word = { [K in Exclude<keyof Heard, 'part' | 'state'>]?: Heard[K] | undefined } & {
  part?: string
  state?: string
}

const ORDER: Registration = { amount: 1000, currency: 'KES', customers: [], references: [] }

/** An order of which this was told, a minute ago. */
function orderAfter(words: readonly Word[], registration: Registration | undefined = ORDER) {
  const payments: OrderRecord['payments'] = {}
  for (const [index, word] of words.entries()) {
    const heard = {
      ...{ part: 'main', payment: 'p', eventId: `e${index}`, by: 'provider', provider: 'daraja' },
      ...{ currency: 'KES', time: NOON - MINUTE, receivedAt: NOON - MINUTE },
      ...word,
    } as Heard
    payments[heard.payment] = join(payments[heard.payment], factsOf(heard))
  }
  return revise('A', undefined, { payments, ...(registration && { registration }) }, NOON)
}

const asked = (...words: Word[]) => openQuestion(orderAfter(words), 'daraja', NOON)
const byHand: Word = { by: 'merchant', saidAt: NOON - MINUTE }

describe('a provider is asked about an order', () => {
  it('of which nobody has told anything yet', () => {
    expect(asked()).toEqual({ is: 'open', isUnderWay: false })
    const order = orderAfter([], { ...ORDER, expiresAt: NOON + HOUR })
    expect(openQuestion(order, 'daraja', NOON)).toMatchObject({ deadline: NOON + HOUR })
  })

  it.each<[state: string, isUnderWay: boolean]>([
    ['pending', false],
    ['requires_action', false],
    ['processing', true],
    ['authorized', true],
  ])('of which it said last: %s', (state, isUnderWay) => {
    expect(asked({ state })).toEqual({ is: 'open', isUnderWay })
  })

  it('of which the shop said that it sent a prompt, also once that has run out', () => {
    const prompt = { ...byHand, state: 'requires_action', deadline: NOON - 10_000 }
    expect(asked(prompt)).toEqual({ is: 'open', deadline: NOON - 10_000, isUnderWay: false })
  })

  it('that was paid, while another payment of its is out', () => {
    const paid = { payment: 'card', provider: 'stripe', state: 'succeeded', amount: 1000 }
    expect(asked(paid, { state: 'requires_action' })).toMatchObject({ is: 'open' })
    expect(asked(paid)).toBeUndefined()
  })

  it('that was closed, until that is certain', () => {
    const closed = { state: 'failed', doubt: 10 * MINUTE }
    const endsAt = NOON + 9 * MINUTE
    const doubt = { is: 'in_doubt', closedAt: NOON - MINUTE, endsAt, until: endsAt }
    expect(asked(closed)).toEqual(doubt)
    expect(openQuestion(orderAfter([closed]), 'daraja', NOON + 9 * MINUTE)).toBeUndefined()
    expect(asked({ ...closed, doubt: 0 })).toBeUndefined()
    // Where it has no time of its own, from when we heard of it.
    expect(asked({ ...closed, time: undefined })).toEqual(doubt)
  })

  it('that it closed when it was asked, for a day more where it does not say so again in the end', () => {
    const closed = { state: 'failed', doubt: 10 * MINUTE, until: NOON - MINUTE }
    const endsAt = NOON + 9 * MINUTE
    const doubt = { is: 'in_doubt', closedAt: NOON - MINUTE, endsAt }
    expect(asked(closed)).toEqual({ ...doubt, until: endsAt + DAY })
    expect(asked({ ...closed, until: endsAt - MINUTE, receivedAt: endsAt })).toEqual({
      ...doubt,
      until: endsAt,
    })
    expect(asked({ ...closed, doubt: 0 })).toBeUndefined()
  })

  it('that was paid, where it has not said how much', () => {
    expect(asked({ state: 'succeeded' })).toEqual({ is: 'incomplete' })
    expect(asked({ state: 'succeeded', amount: 1000 })).toBeUndefined()
    expect(asked({ ...byHand, state: 'succeeded' })).toBeUndefined()
  })
})

describe('a provider is not asked about an order', () => {
  it('that nobody registered', () => {
    const { registration: _, ...order } = orderAfter([{ state: 'processing' }])
    expect(openQuestion(order, 'daraja', NOON)).toBeUndefined()
  })

  it('of which only another one knows a payment that came', () => {
    expect(asked({ provider: 'stripe', state: 'succeeded', amount: 400 })).toBeUndefined()
  })

  it('of which the shop has said how it ends', () => {
    const word = { ...byHand, time: NOON, saidAt: NOON, final: true }
    expect(asked({ state: 'failed' }, { ...word, state: 'failed' })).toBeUndefined()
    expect(asked({ ...word, state: 'canceled' })).toBeUndefined()
  })
})
