/** What is to be asked is given out once, as fast as the provider takes it, and comes again where its asker is gone. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planner as plannerOf } from '../asking/planner.ts'
import { askables } from '../asking/askable.ts'
import type { Ask, Planner } from '../ledger/asks.ts'
import { apply, register } from '../ledger/ledger.ts'
import type { Context } from '../ledger/step.ts'
import type { Heard } from '../order/update.ts'
import { memoryRows } from '../store/memory/rows.ts'
import { claim, giveBack, LEASE, planned, settle, takeNow, type Came } from './queue.ts'
import type { Limit } from './rate.ts'

const NOON = Date.UTC(2026, 10, 21, 12)
const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const YEAR = 365 * DAY

const LIMIT: Limit = { perMinute: 60, burst: 10 }

/** Two providers that prove little: of a prompt, and of an app. */
const providers = askables(['daraja', 'phonepe'])

/** Orders whose M-Pesa prompt is known, or that PhonePe knows by their own names. */
function shop({ limit = LIMIT, verifies = true } = {}) {
  const rows = memoryRows([])
  let now = NOON
  let isWatched = false
  const planner: Planner = plannerOf({ providers, verifies, isWatched: () => isWatched })
  const context = (): Context => ({ now, retention: 30 * DAY, planner })
  let events = 0

  return {
    rows,
    get now() {
      return now
    },
    at(ms: number) {
      now = NOON + ms
    },
    watch(watched: boolean) {
      isWatched = watched
    },
    register: (id: string, by: 'daraja' | 'phonepe' = 'daraja') =>
      register(
        rows,
        id,
        by === 'daraja' ? { amount: 100, asks: { daraja: [`ws_CO_${id}`] } } : { amount: 100 },
        context(),
      ),
    /** A callback, or the merchant's word. */
    says(
      id: string,
      state: string,
      more: { [K in keyof Heard]?: Heard[K] | undefined } = {},
      isBound = true,
    ) {
      events++
      const heard = {
        ...{ part: 'main', state, payment: `ws_CO_${id}`, by: 'provider', provider: 'daraja' },
        ...{ eventId: `e${events}`, receivedAt: now, amount: 100 },
        ...more,
      } as Heard
      apply(
        rows,
        [{ key: () => `e${events}`, updates: [heard], ...(isBound && { orderId: id }) }],
        context(),
      )
    },
    ask: (id: string, provider = 'daraja') =>
      rows.asksOf(id).find((each) => each.provider === provider),
    claim: (free = 8, { provider = 'daraja', backAt = -Infinity } = {}) =>
      claim(rows, provider, { planner, now, limit, free, backAt }),
    takeNow(id: string, gap = 5 * SECOND) {
      const { isTaken, ask } = takeNow(rows, id, 'daraja', { now, limit, gap })
      return isTaken ? { ask } : undefined
    },
    settle: (orderId: string, came: Partial<Came> = {}) =>
      settle(
        rows,
        {
          ...{ orderId, provider: 'daraja', askedAt: now, outcome: 'answered', requests: 1 },
          ...came,
        },
        { planner, now, limit },
      ),
    giveBack: (ask: Ask) => giveBack(rows, ask, { planner, now }),
    planned: (id: string) => planned(rows, id, { planner, now }),
  }
}

const names = ({ asks }: { asks: readonly Ask[] }): string[] => asks.map(({ orderId }) => orderId)

describe('what is due', () => {
  it('is given out once, to whoever comes first', () => {
    const it = shop()
    it.register('A')
    it.at(MINUTE)
    expect(names(it.claim())).toEqual(['A'])
    expect(names(it.claim())).toEqual([])
    it.at(MINUTE + LEASE - 1)
    expect(names(it.claim())).toEqual([])
  })

  it('comes again where its asker is gone, by the schedule as well as for a callback', () => {
    const it = shop()
    it.register('A')
    it.register('B')
    it.at(10 * SECOND)
    it.says('B', 'succeeded')
    it.at(MINUTE)
    expect(names(it.claim()).sort()).toEqual(['A', 'B'])
    it.at(MINUTE + LEASE)
    const again = it.claim()
    expect(names(again).sort()).toEqual(['A', 'B'])
    expect(again.asks.find(({ orderId }) => orderId === 'B')).toMatchObject({ waits: 'callback' })
  })

  it('comes again also where it was to be asked but once more', () => {
    const it = shop()
    it.register('A', 'phonepe')
    it.at(MINUTE)
    // Paid, and nobody says how much.
    it.says('A', 'succeeded', {
      provider: 'phonepe',
      payment: 'A',
      amount: undefined,
      until: it.now,
    })
    const due = it.ask('A', 'phonepe')
    if (!due) throw new Error('Nothing is asked.')
    it.at(2 * HOUR)
    expect(names(it.claim(8, { provider: 'phonepe' }))).toEqual(['A'])
    it.at(2 * HOUR + LEASE)
    expect(names(it.claim(8, { provider: 'phonepe' }))).toEqual(['A'])
  })

  it('stays with its asker, whatever is told of the order, and whoever looks at it', () => {
    const it = shop()
    it.register('A')
    it.at(MINUTE)
    it.claim()
    it.at(MINUTE + SECOND)
    it.watch(true)
    it.planned('A')
    it.says('A', 'succeeded')
    it.says('A', 'requires_action', { by: 'merchant' })
    it.at(MINUTE + 20 * SECOND)
    expect(names(it.claim())).toEqual([])
    expect(it.takeNow('A')).toBeUndefined()
  })

  it('is due as it was where it was given back', () => {
    const it = shop()
    it.register('A')
    const due = it.ask('A')?.dueAt
    it.at(MINUTE)
    const [ask] = it.claim().asks
    if (!ask) throw new Error('Nothing is due.')
    it.giveBack(ask)
    expect(it.ask('A')).toMatchObject({ dueAt: due })
    expect(it.ask('A')).not.toHaveProperty('leasedUntil')
    expect(names(it.claim())).toEqual(['A'])
  })

  it('is at an end once the order is certain, also where somebody is asking still', () => {
    const it = shop({ verifies: false })
    it.register('A')
    it.at(MINUTE)
    it.claim()
    it.says('A', 'succeeded')
    expect(it.ask('A')).toBeUndefined()
    it.settle('A')
    expect(it.ask('A')).toBeUndefined()
  })

  it('is nothing of an order that nobody registered, before the shop does', () => {
    const it = shop()
    it.says('A', 'succeeded', { provider: 'phonepe', payment: 'A', orderId: 'A' }, false)
    expect(it.rows.order('A')?.shown).toMatchObject({ status: 'processing', registered: false })
    it.at(DAY)
    expect(names(it.claim(8, { provider: 'phonepe' }))).toEqual([])
    it.register('A', 'phonepe')
    // And then it is verified at once.
    it.at(DAY + 2 * SECOND)
    const { asks } = it.claim(8, { provider: 'phonepe' })
    expect(asks).toMatchObject([{ orderId: 'A', waits: 'callback' }])
  })

  it('never is twice under way, in any history', () => {
    const act = fc.record({
      wait: fc.integer({ min: 0, max: 40 }),
      act: fc.constantFrom('claim', 'page', 'settle', 'callback', 'word', 'watch', 'back'),
      id: fc.constantFrom('A', 'B', 'C'),
      free: fc.integer({ min: 0, max: 3 }),
    })
    fc.assert(
      fc.property(fc.array(act, { maxLength: 80 }), (acts) => {
        const it = shop()
        const under = new Map<string, { ask: Ask; since: number }>()
        for (const id of ['A', 'B', 'C']) it.register(id)
        let second = 0
        const twice: Ask[] = []
        const begin = (ask: Ask) => {
          const before = under.get(ask.orderId)
          if (before && it.now - before.since < LEASE) twice.push(ask)
          under.set(ask.orderId, { ask, since: it.now })
        }
        for (const { wait, act, id, free } of acts) {
          it.at((second += wait) * SECOND)
          const own = under.get(id)
          if (act === 'claim') it.claim(free).asks.forEach(begin)
          else if (act === 'page') {
            const taken = it.takeNow(id)
            if (taken?.ask) begin(taken.ask)
          } else if (act === 'settle' && own) {
            it.settle(id, { askedAt: own.since })
            under.delete(id)
          } else if (act === 'back' && own) {
            // Who was gone for longer than its lease gives nothing back.
            if (it.now - own.since < LEASE) it.giveBack(own.ask)
            under.delete(id)
          } else if (act === 'callback') it.says(id, 'failed')
          else if (act === 'word') it.says(id, 'requires_action', { by: 'merchant' })
          else if (act === 'watch') {
            it.watch(free > 1)
            it.planned(id)
          }
        }
        expect(twice).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})

describe('a callback that is to be verified', () => {
  it('comes before the schedule, however much of that is due', () => {
    const it = shop()
    for (let index = 0; index < 30; index++) it.register(`O${index}`)
    it.register('A')
    it.at(2 * MINUTE)
    it.says('A', 'succeeded')
    it.at(2 * MINUTE + 2 * SECOND)
    const { asks } = it.claim(3)
    expect(asks[0]).toMatchObject({ orderId: 'A', waits: 'callback' })
    expect(asks).toHaveLength(3)
  })

  it('has half of the rate to itself, and is looked at when it is due', () => {
    const it = shop({ limit: { perMinute: 1, burst: 2 } })
    for (let index = 0; index < 5; index++) it.register(`O${index}`)
    it.register('A')
    it.at(MINUTE)
    expect(it.claim().asks).toHaveLength(1)
    it.says('A', 'succeeded')
    const { asks, next } = it.claim()
    expect(asks).toEqual([])
    expect(next).toBe(it.now + 2 * SECOND)
    it.at(MINUTE + 2 * SECOND)
    expect(names(it.claim())).toEqual(['A'])
  })

  it('that came while it was asked is verified after that', () => {
    const it = shop()
    it.register('A')
    it.at(MINUTE)
    it.says('A', 'failed')
    it.at(MINUTE + 2 * SECOND)
    it.claim()
    const askedAt = it.now
    it.at(MINUTE + 3 * SECOND)
    it.says('A', 'succeeded')
    it.at(MINUTE + 4 * SECOND)
    it.settle('A', { askedAt })
    expect(it.ask('A')).toMatchObject({ waits: 'callback', verifyAt: NOON + MINUTE + 5 * SECOND })
    // Daraja's gap is ten seconds.
    expect(it.ask('A')?.dueAt).toBe(askedAt + 10 * SECOND)
  })

  it('that came before is verified once', () => {
    const it = shop()
    it.register('A')
    it.at(MINUTE)
    it.says('A', 'failed')
    it.at(MINUTE + 2 * SECOND)
    it.claim()
    it.settle('A', { outcome: 'later' })
    expect(it.ask('A')).not.toHaveProperty('verifyAt')
    expect(it.ask('A')).toMatchObject({ waits: 'nobody' })
  })

  it('is not put off by those who send another one each second', () => {
    const it = shop()
    it.register('A')
    const asked: number[] = []
    for (let second = 1; second <= 60; second++) {
      it.at(second * SECOND)
      it.says('A', 'failed')
      const { asks } = it.claim()
      if (asks.length === 0) continue
      asked.push(second)
      it.settle('A')
    }
    expect(asked[0]).toBeLessThanOrEqual(3)
    // As often as the gap lets them.
    expect(asked.length).toBeGreaterThanOrEqual(5)
    expect(asked.length).toBeLessThanOrEqual(7)
  })
})

describe('whoever waits', () => {
  it('is not asked for again within the gap', () => {
    const it = shop()
    it.register('A')
    it.at(20 * SECOND)
    expect(it.takeNow('A', 10 * SECOND)?.ask).toMatchObject({ orderId: 'A' })
    it.settle('A')
    it.at(29 * SECOND)
    expect(it.takeNow('A', 10 * SECOND)).toBeUndefined()
    it.at(30 * SECOND)
    expect(it.takeNow('A', 10 * SECOND)).toBeDefined()
  })

  it('has what the schedule leaves: half of what is taken at once', () => {
    const it = shop({ limit: { perMinute: 1, burst: 4 } })
    for (let index = 0; index < 9; index++) it.register(`O${index}`)
    it.at(MINUTE)
    expect(it.claim(9).asks).toHaveLength(2)
    expect(['O5', 'O6', 'O7'].map((id) => it.takeNow(id) !== undefined)).toEqual([
      true,
      true,
      false,
    ])
  })

  it('is asked for where nothing was planned', () => {
    const it = shop({ verifies: false })
    it.register('A')
    it.says('A', 'succeeded')
    expect(it.takeNow('A')).toEqual({ ask: undefined })
  })
})

describe('a provider that says it was too much', () => {
  it('is left alone as long as it says, then asked half as often', () => {
    const it = shop()
    for (let index = 0; index < 200; index++) it.register(`O${index}`)
    it.at(MINUTE)
    it.claim(1)
    it.settle('O0', { rest: { for: 20 * SECOND } })
    expect(it.claim()).toMatchObject({ asks: [], next: it.now + 20 * SECOND })
    let asked = 0
    for (let second = 80; second < 110; second++) {
      it.at(second * SECOND)
      asked += it.claim(9).asks.length
    }
    // At thirty a minute, half of what it takes at once kept.
    expect(asked).toBeGreaterThan(5)
    expect(asked).toBeLessThanOrEqual(20)
  })

  it('is asked again within the hour, whatever it says', () => {
    const it = shop()
    it.register('A')
    it.at(MINUTE)
    it.claim()
    it.settle('A', { rest: { for: 11 * DAY } })
    it.at(2 * HOUR)
    expect(names(it.claim())).toEqual(['A'])
  })

  it('is not asked for longer because a question took several requests', () => {
    const it = shop({ limit: { perMinute: 60, burst: 10 } })
    it.register('A')
    it.at(MINUTE)
    it.claim()
    it.settle('A', { requests: 9 })
    expect(it.rows.paceOf('daraja')?.rate?.left).toBe(1)
  })
})

describe('what has been said again and again', () => {
  const run = { p: { eventId: 'ask:1', since: NOON } }

  it('is so since it was said first, until anybody else speaks', () => {
    const it = shop()
    it.register('A')
    it.at(MINUTE)
    it.claim()
    it.settle('A', { run })
    expect(it.ask('A')?.run).toEqual(run)
    it.settle('A', { outcome: 'later' })
    expect(it.ask('A')?.run).toEqual(run)
    it.at(2 * MINUTE)
    it.says('A', 'requires_action', { by: 'merchant' })
    expect(it.ask('A')?.run).toEqual({})
  })

  it('is forgotten where somebody spoke while it was said', () => {
    const it = shop()
    it.register('A')
    it.at(MINUTE)
    it.claim()
    const askedAt = it.now
    it.at(MINUTE + SECOND)
    it.says('A', 'requires_action', { by: 'merchant' })
    it.settle('A', { askedAt, run })
    expect(it.ask('A')?.run).toEqual({})
  })
})

describe('a clock', () => {
  it('that was a year ahead, and is set right, puts nothing off', () => {
    const it = shop()
    it.at(YEAR)
    it.register('A')
    it.register('B')
    it.at(YEAR + MINUTE)
    const leased = it.claim(1)
    it.says('B', 'succeeded')
    expect(leased.asks).toHaveLength(1)
    it.settle('C', { rest: { for: HOUR } })
    it.at(0)
    it.claim()
    const asked = [60, 61, 70, 80].flatMap((second) => {
      it.at(second * SECOND)
      return names(it.claim())
    })
    expect(asked.sort()).toEqual(['A', 'B'])
  })

  it('that is set back by an hour loses nothing', () => {
    const it = shop()
    it.at(HOUR)
    it.register('A')
    it.at(0)
    expect(names(it.claim())).toEqual([])
    it.at(HOUR + MINUTE)
    expect(names(it.claim())).toEqual(['A'])
  })
})

describe('after an outage', () => {
  it('what fell due meanwhile has a moment of its own within two minutes, in which all is asked', () => {
    const it = shop({ limit: { perMinute: 6_000, burst: 1_000 } })
    for (let index = 0; index < 100; index++) it.register(`O${index}`)
    it.at(HOUR)
    const backAt = it.now
    const asked: number[] = []
    for (let second = 0; second <= 121; second++) {
      it.at(HOUR + second * SECOND)
      const { asks } = it.claim(100, { backAt })
      for (const { orderId } of asks) it.settle(orderId)
      asked.push(asks.length)
    }
    expect(asked.reduce((sum, count) => sum + count, 0)).toBe(100)
    expect(Math.max(...asked)).toBeLessThan(10)
  })

  it('a callback is verified without waiting for that', () => {
    const it = shop()
    it.register('A')
    it.says('A', 'succeeded')
    it.at(HOUR)
    expect(names(it.claim(8, { backAt: it.now }))).toEqual(['A'])
  })
})
