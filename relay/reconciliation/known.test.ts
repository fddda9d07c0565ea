import { describe, expect, it } from 'vitest'
import type { Intake } from '../ledger/intake.ts'
import { apply, register } from '../ledger/ledger.ts'
import type { OrderRecord } from '../order/record.ts'
import type { Heard, MainState } from '../order/update.ts'
import { memoryRows } from '../store/memory/rows.ts'
import { answered } from './answer.ts'
import { knownOf } from './known.ts'
import { heldBack } from './unproven.ts'

const NOON = Date.UTC(2026, 10, 21, 12)
const CONTEXT = { now: NOON, retention: 86_400_000 }
const DARAJA = { clock: 'none', answersAboutPrompt: true } as const
const ASKED = { amount: 1000, currency: 'KES', asks: { daraja: ['ws_CO_1'], stripe: ['pi_1'] } }

/** A shop with one order, and M-Pesa, which is asked. */
function shop(change: object = ASKED) {
  const rows = memoryRows([])
  register(rows, 'A', { ...change, references: ['ws_CO_1', 'pi_1', 'invoice 7'] }, CONTEXT)
  let count = 0
  const take = (intake: Omit<Intake, 'key'>) =>
    apply(rows, [{ key: () => `${++count}`, ...intake }], CONTEXT)
  const order = (): OrderRecord => {
    const found = rows.order('A')
    if (!found) throw new Error('The order is gone.')
    return found
  }
  const by = { part: 'main', provider: 'daraja', currency: 'KES', receivedAt: NOON } as const
  const amountKnown = () => knownOf(order(), 'daraja', false).payments[0]?.amount
  return {
    order,
    amountKnown,
    prompt: (amount?: number) =>
      take({
        orderId: 'A',
        updates: [
          {
            ...by,
            ...{ by: 'merchant', state: 'requires_action', payment: 'ws_CO_1', eventId: 'prompt' },
            ...{ time: NOON - 60_000, saidAt: NOON - 60_000 },
            ...(amount !== undefined && { amount }),
          },
        ],
      }),
    callback: (receipt: string, amount: number) => {
      const paid = { payment: receipt, receipt, containers: ['ws_CO_1'], amount }
      const heard: Heard = { ...by, ...paid, by: 'provider', state: 'succeeded', eventId: receipt }
      take({ orderId: 'A', updates: [heldBack(heard, DARAJA)] })
    },
    answer: (state: MainState) => {
      const amount = amountKnown()
      const told = { part: 'main', state, payment: 'ws_CO_1', currency: 'KES' } as const
      const word = { ...told, ...(amount !== undefined && { amount }) }
      const at = NOON + 30_000
      const when = { askedAt: at, answeredAt: at, clock: DARAJA.clock }
      const { intake } = answered([word], { provider: 'daraja', orderId: 'A', ...when })
      apply(rows, [intake], CONTEXT)
    },
  }
}

describe('a provider is asked by', () => {
  it('what the merchant said, what is known of its payments, and what is nobody else’s', () => {
    const { order, prompt } = shop()
    prompt(400)
    expect(knownOf(order(), 'daraja', false)).toEqual({
      asks: ['ws_CO_1'],
      payments: [{ names: ['ws_CO_1'], amount: 400 }],
      references: ['invoice 7'],
    })
    expect(knownOf(order(), 'constructor', true)).toEqual({
      ...{ asks: [], payments: [], orderId: 'A' },
      references: ['invoice 7'],
    })
  })
})

describe('M-Pesa, which answers without an amount', () => {
  it('brought what the shop’s prompt asked for, whatever a callback says', () => {
    const { order, prompt, callback, answer } = shop()
    prompt(400)
    callback('FORGED', 1)
    expect(order().shown).toMatchObject({ status: 'processing', amountReceived: 0 })
    answer('succeeded')
    expect(order().shown).toMatchObject({ status: 'partially_paid', amountReceived: 400 })
  })

  it('brought what its callbacks say, where they agree', () => {
    const { order, callback, answer } = shop()
    callback('NLJ7RT61SV', 400)
    answer('succeeded')
    expect(order().shown).toMatchObject({ amountReceived: 400, receipt: 'NLJ7RT61SV' })
  })

  it('brought what the order asks, where they do not', () => {
    const { order, amountKnown, callback, answer } = shop()
    callback('NLJ7RT61SV', 400)
    callback('FORGED', 1)
    expect(amountKnown()).toBeUndefined()
    answer('succeeded')
    expect(order().shown).toMatchObject({ status: 'succeeded', amountReceived: 1000 })
  })

  it('brought nothing, where a callback was forged of a prompt that was declined', () => {
    const { order, prompt, callback, answer } = shop()
    prompt()
    callback('FORGED', 1000)
    answer('canceled')
    expect(order().shown).toMatchObject({ status: 'canceled', amountReceived: 0 })
  })
})
