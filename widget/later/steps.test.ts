import fc from 'fast-check'
import { expect, it } from 'vitest'
import { STATUSES, type Flow, type PaymentStatus, type Snapshot } from '../../relay/protocol.ts'
import { at, snapshot } from '../view-model/testing.ts'
import { stepsOf, type Stood } from './steps.ts'

const START = Date.parse('2026-11-21T10:41:00.000Z')
const MINUTE = 60_000

/** An order that has stood so, one minute after the other. */
function orderThatWas(flow: Flow, ...statuses: readonly PaymentStatus[]): Snapshot {
  const on = (minute: number) => at(START + minute * MINUTE)
  return snapshot({
    version: statuses.length,
    status: statuses[statuses.length - 1] ?? 'pending',
    flow,
    history: statuses.map((status, minute) => ({ status, at: on(minute) })),
    createdAt: on(0),
    updatedAt: on(statuses.length - 1),
  })
}

/** As `sent@0 approve@1 >confirm@2 paid`: the one that is being taken is marked; each with its minute. */
const told = (steps: readonly Stood[]): string =>
  steps
    .map(({ name = 'after', state, since }) => {
      const minute = Number.isNaN(since) ? '' : `@${(since - START) / MINUTE}`
      return `${state === 'now' ? '>' : ''}${name}${minute}`
    })
    .join(' ')

const payment = (...statuses: readonly PaymentStatus[]) =>
  told(stepsOf(orderThatWas('payment', ...statuses)))
const escrow = (...statuses: readonly PaymentStatus[]) =>
  told(stepsOf(orderThatWas('escrow', ...statuses)))

it('a payment goes from step to step, each with its time', () => {
  expect(payment('pending')).toBe('>sent@0 approve confirm paid')
  expect(payment('pending', 'requires_action')).toBe('sent@1 >approve@1 confirm paid')
  expect(payment('pending', 'requires_action', 'processing')).toBe(
    'sent@1 approve@2 >confirm@2 paid',
  )
  expect(payment('pending', 'requires_action', 'processing', 'succeeded')).toBe(
    'sent@1 approve@2 confirm@3 >paid@3',
  )
})

it('money in escrow is paid and held, until all confirm and it is handed over', () => {
  expect(escrow('pending', 'processing')).toBe('>paid@1 held both released')
  expect(escrow('pending', 'processing', 'authorized')).toBe('paid@2 held@2 >both@2 released')
  expect(escrow('pending', 'authorized', 'succeeded')).toBe('paid@1 held@1 both@2 >released@2')
})

it('steps that nobody told of were taken when a later one was', () => {
  expect(payment('pending', 'succeeded')).toBe('sent@1 approve@1 confirm@1 >paid@1')
})

it.each(['failed', 'canceled', 'expired'] as const)(
  'what %s keeps its place, and what comes after stays empty',
  (status) => {
    expect(payment('pending', 'requires_action', status)).toBe('sent@1 >approve@2 confirm paid')
    expect(payment('pending', 'requires_action', 'processing', status)).toBe(
      'sent@1 approve@2 >confirm@3 paid',
    )
    expect(escrow('pending', 'authorized', status)).toBe('paid@1 held@1 >both@2 released')
  },
)

it('what failed had been sent, also where only the failure was told', () => {
  expect(payment('failed')).toBe('sent@0 >approve@0 confirm paid')
  expect(payment('pending', 'canceled')).toBe('>sent@1 approve confirm paid')
})

it('a late success keeps the time at which it was sent', () => {
  expect(payment('requires_action', 'failed', 'succeeded')).toBe(
    'sent@0 approve@2 confirm@2 >paid@2',
  )
})

it('another attempt is told anew', () => {
  expect(payment('requires_action', 'processing', 'failed', 'requires_action')).toBe(
    'sent@3 >approve@3 confirm paid',
  )
})

it.each(['partially_refunded', 'refunded', 'disputed'] as const)(
  'what was paid stays paid when it is %s',
  (status) => {
    expect(payment('requires_action', 'succeeded', status)).toBe(
      'approve@1 confirm@1 paid@2 >after@2',
    )
    expect(escrow('authorized', 'succeeded', status)).toBe('held@0 both@1 released@2 >after@2')
    // Money that was only held was not handed over.
    expect(escrow('pending', 'authorized', status)).toBe('paid@1 held@1 >both@2 released')
    expect(escrow(status)).toBe('paid@0 held@0 >both@0 released')
  },
)

it('a dispute that is won does not change when it was paid', () => {
  expect(payment('requires_action', 'succeeded', 'disputed', 'succeeded')).toBe(
    'sent@0 approve@1 confirm@1 >paid@2',
  )
})

it.each(['in_orbit', 'constructor'])(
  'a status that nobody knows, "%s", stays where the order stood',
  (status) => {
    const known = orderThatWas('payment', 'requires_action', 'processing')
    const unknown: Snapshot = JSON.parse(
      JSON.stringify({ ...known, status, updatedAt: known.createdAt }),
    )
    expect(told(stepsOf(unknown))).toBe('sent@0 approve@1 >confirm@0 paid')
  },
)

const flows = fc.constantFrom<Flow>('payment', 'escrow')
const histories = fc.array(fc.constantFrom(...STATUSES), { minLength: 1, maxLength: 20 })

it('whatever happened, there are four: taken ones with their times in order, one that is now, empty ones', () => {
  fc.assert(
    fc.property(flows, histories, (flow, history) => {
      const steps = stepsOf(orderThatWas(flow, ...history))
      expect(steps.map(({ state }) => state).join(' ')).toMatch(
        /^(?=(\S+ ?){4}$)(reached )*now( later)*$/,
      )
      const times = steps.filter(({ state }) => state !== 'later').map(({ since }) => since)
      expect(times).toEqual(times.toSorted((one, other) => one - other))
      expect(steps.every(({ state, since }) => Number.isNaN(since) === (state === 'later'))).toBe(
        true,
      )
    }),
  )
})

it('what happened stays what happened, when it did, until an attempt begins anew', () => {
  const CLOSED = ['failed', 'canceled', 'expired']
  fc.assert(
    fc.property(flows, histories, fc.constantFrom(...STATUSES), (flow, history, next) => {
      const isAnew =
        next === 'requires_action' && CLOSED.includes(history[history.length - 1] ?? '')
      fc.pre(!isAnew)
      const before = stepsOf(orderThatWas(flow, ...history))
      const after = stepsOf(orderThatWas(flow, ...history, next))
      for (const { name, since } of before.filter(({ state }) => state === 'reached')) {
        const same = after.find((step) => step.name === name)
        expect(same?.state === 'reached' ? same.since : since).toBe(since)
        // An attempt that is over unsays nothing.
        if (CLOSED.includes(next)) expect(same?.state).toBe('reached')
      }
    }),
  )
})
