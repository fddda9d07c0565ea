/**
 * Asks the providers about orders that are not certain: by the schedule, and at once for whoever waits. What they
 * answer goes the way of all that is heard: on disk first, then told.
 */

import type { Dispatch } from '../dispatch.ts'
import type { Ask, Planner } from '../ledger/asks.ts'
import type { Log } from '../log.ts'
import { attemptOf } from '../order/facts.ts'
import type { OrderRecord } from '../order/record.ts'
import { claim, giveBack, planned, settle, takeNow } from '../reconciliation/queue.ts'
import type { Store } from '../store/store.ts'
import type { Tell } from '../telemetry/happening.ts'
import { worker } from '../timers/worker.ts'
import type { Askable } from './askable.ts'
import type { Health } from './health.ts'
import type { Inquiry } from './inquiry.ts'
import { intakesOf } from './intakes.ts'
import type { CatchUp } from './missed.ts'
import { gapOf, questionOf } from './planner.ts'
import { Recently } from './recently.ts'
import { within } from './within.ts'
import { isUnverified } from './unverified.ts'

/** What came of asking a provider about an order. `throttled`: it was asked a moment ago, or is asked too often. */
export type Outcome = Inquiry['outcome'] | 'throttled'

/** A provider that was asked. */
export interface Asked {
  provider: string
  outcome: Outcome
  /** When, in ms since 1970. Of one that is throttled, the last time, where that is known. */
  at: number
  /** Of one that is throttled: what came of it then, where that is known. */
  last?: string
}

/** Why it is asked. `callback`: one that proves little. */
export type For = 'schedule' | 'callback' | 'page' | 'merchant'

export interface Asker {
  /** There may be something to ask sooner. */
  wake(): void
  /** A page follows these orders from now on. */
  watched(orderIds: readonly string[]): void
  /**
   * Asks all that can tell of the order, for the merchant; for a page, only those that know what nobody does. One by
   * one: none, where nobody can be asked. Whoever has not answered after 10 s counts as `later`, and is heard of by
   * `asked` all the same. Rejects where the store fails.
   */
  ask(order: OrderRecord, by: 'page' | 'merchant'): readonly Promise<Asked>[]
  /** Begins nothing more. Resolves when what is under way has ended. */
  stop(): Promise<void>
}

export interface AskerParts {
  providers: ReadonlyMap<string, Askable>
  planner: Planner
  /** ASK_VERIFY. */
  verifies: boolean
  health: Health
  catchUp: CatchUp
  /** Never rejects. */
  inquire(askable: Askable, order: OrderRecord): Promise<Inquiry>
  store: Pick<Store, 'asks' | 'order'>
  dispatch: Pick<Dispatch, 'apply'>
  /** Hears of each asking, once what it brought is on disk. */
  asked(order: OrderRecord, asked: Asked): void
  log: Log
  tell: Tell
  /** In ms since 1970. */
  now(): number
}

/** So long somebody waits for an answer, in ms. */
const PATIENCE = 10_000

/** Nothing that was just told is asked about sooner. In ms. */
const SOON = 1_000

/** Longer than any gap, in ms. */
const REMEMBERED = 60_000

/** A page that comes back so soon changes nothing. In ms. */
const WATCHED_AGAIN = 30_000

const FAILED = {
  claim: 'what the provider is to be asked cannot be read; trying again',
  run: 'what the provider said could not be kept; it is asked again',
} as const

export function asker(parts: AskerParts): Asker {
  const { providers, planner, verifies, health, catchUp, inquire, store, dispatch } = parts
  const { log, tell, now } = parts
  /** `at`: since when, in ms since 1970. */
  const underWay = new Map<string, { at: number; asked: Promise<Asked> }>()
  const lately = new Recently<Asked>(REMEMBERED)
  const watching = new Recently<true>(WATCHED_AGAIN)
  let isStopped = false

  /** Asks, takes in what is answered, and plans what comes next. Rejects where the store fails. */
  async function about(askable: Askable, before: OrderRecord, ask: Ask | undefined, by: For) {
    const { id } = askable.provider
    const { id: orderId } = before
    const asked: Asked = { provider: id, outcome: 'later', at: now() }
    const began = performance.now()
    const inquiry = await inquire(askable, before)
    const { outcome, why, requests, exchanges, after } = inquiry
    // We cut it off ourselves.
    if (isStopped && outcome === 'unreachable') {
      if (ask) await release(ask)
      return asked
    }
    health.note(id, inquiry, now())
    lately.set(nameOf(id, orderId), asked, asked.at)

    const { intakes, run } = intakesOf(askable, before, inquiry, { before: ask?.run, verifies })
    const changed = intakes.length > 0 ? await dispatch.apply(intakes) : []
    const isTooMuch = exchanges.some(({ status }) => status === 429)
    await store.asks((rows) =>
      settle(
        rows,
        {
          ...{ orderId, provider: id, askedAt: asked.at, outcome, requests },
          ...(run && { run }),
          ...((isTooMuch || after !== undefined) && { rest: { for: after ?? 0 } }),
        },
        { planner, now: now(), limit: health.limitOf(askable) },
      ),
    )
    tell({
      ...{ type: 'asked', provider: id, order: orderId, outcome, by, exchanges },
      ...(why !== undefined && { why }),
      ms: performance.now() - began,
      late: ask ? Math.max(asked.at - ask.dueAt, 0) : 0,
    })
    const order = changed.find((each) => each.id === orderId)
    if (order && isFound(before, order)) tell({ type: 'ask_settled', provider: id, order: orderId })
    if (isUnverified(order ?? before, id, now())) health.callbackWaits(id, orderId, outcome)
    asked.outcome = outcome
    parts.asked(order ?? before, asked)
    return asked
  }

  /** Of those who wait for the same answer, one asks. */
  function share(id: string, orderId: string, ask: () => Promise<Asked>) {
    const name = nameOf(id, orderId)
    const shared = underWay.get(name) ?? {
      at: now(),
      asked: ask().finally(() => underWay.delete(name)),
    }
    underWay.set(name, shared)
    return shared
  }

  async function askNow(askable: Askable, order: OrderRecord, by: For): Promise<Asked> {
    const { id } = askable.provider
    const name = nameOf(id, order.id)
    const at = now()
    const gap = gapOf(askable)
    const last = lately.get(name, at)
    if (last && Math.abs(at - last.at) < gap) return throttledAfter(last.value)
    if (isStopped) return { provider: id, outcome: 'later', at }
    if (!health.begin(id, at)) {
      return { provider: id, outcome: 'unreachable', at: last?.value.at ?? at }
    }
    const limit = health.limitOf(askable)
    const { isTaken, ask } = await store.asks((rows) =>
      takeNow(rows, order.id, id, { now: at, limit, gap }),
    )
    if (isTaken) return about(askable, order, ask, by)
    const throttled = { ...throttledAfter(last?.value ?? { provider: id, at }), ...lastOf(ask) }
    // Whoever repeats it at once need not look it up again.
    lately.set(name, throttled, at)
    return throttled
  }

  const release = (ask: Ask): Promise<void> =>
    store.asks((rows) => giveBack(rows, ask, { planner, now: now() }))

  const laneOf = (id: string, askable: Askable) =>
    worker<Ask>({
      now,
      async claim(at, free) {
        if (free <= 0) return { claimed: [], next: undefined }
        const next = health.restsUntil(id, at)
        if (next !== undefined) return { claimed: [], next }
        const backAt = catchUp.backAt(id, at)
        // Woken then.
        if (backAt === undefined) return { claimed: [], next: undefined }
        const limit = health.limitOf(askable)
        const most = health.isDoubtful(id) ? 1 : free
        const { asks, next: then } = await store.asks((rows) =>
          claim(rows, id, { planner, now: at, limit, free: most, backAt }),
        )
        return { claimed: asks, next: then }
      },
      async run(ask) {
        const order = await store.order(ask.orderId)
        if (!order || !health.begin(id, now())) return release(ask)
        const by = ask.verifyAt === undefined ? 'schedule' : 'callback'
        const { outcome } = await share(id, order.id, () => about(askable, order, ask, by)).asked
        // Somebody who could not ask, because it was ours, was there first.
        if (outcome === 'throttled') await release(ask)
      },
      release,
      failed: (error, at) => log.error({ err: error, provider: id }, FAILED[at]),
    })
  const lanes = [...providers].map(([id, askable]) => {
    const lane = laneOf(id, askable)
    void catchUp.ready(id).then(lane.wake)
    return lane
  })
  let waking: NodeJS.Timeout | undefined
  /** What was just told is asked about seconds later: so many changes are one look. */
  function wake(): void {
    if (lanes.length === 0 || isStopped) return
    waking ??= setTimeout(() => {
      waking = undefined
      for (const lane of lanes) lane.wake()
    }, SOON).unref()
  }

  return {
    wake,
    watched(orderIds) {
      if (lanes.length === 0 || isStopped) return
      const at = now()
      const fresh = orderIds.filter((id) => !watching.get(id, at))
      if (fresh.length === 0) return
      for (const id of fresh) watching.set(id, true, at)
      const anew = store.asks((rows) => {
        const asked = fresh.filter((id) => rows.asksOf(id).length > 0)
        for (const id of asked) planned(rows, id, { planner, now: at })
        return asked.length > 0
      })
      anew.then(
        (isAsked) => isAsked && wake(),
        (error: unknown) => log.error({ err: error }, FAILED.claim),
      )
    },
    ask(order, by) {
      const at = now()
      // In the name of what nobody registered, nothing is asked.
      const able = [...(order.registration ? providers : [])].filter(
        ([, askable]) =>
          (by === 'merchant' || questionOf(askable, order, at)) &&
          askable.questions(order).length > 0,
      )
      return able.map(([id, askable]) => {
        const { at, asked } = share(id, order.id, () => askNow(askable, order, by))
        return within<Asked>(PATIENCE, { provider: id, outcome: 'later', at }, () => asked)
      })
    },
    async stop() {
      isStopped = true
      clearTimeout(waking)
      const caughtUp = catchUp.stop()
      await Promise.all(lanes.map(({ stop }) => stop()))
      await Promise.allSettled([...underWay.values()].map(({ asked }) => asked))
      await caughtUp
    },
  }
}

const nameOf = (provider: string, orderId: string): string => JSON.stringify([provider, orderId])

/** It is not asked again so soon: what came of it the last time. */
const throttledAfter = ({ outcome, ...asked }: Omit<Asked, 'outcome'> & Partial<Asked>): Asked => ({
  ...asked,
  ...(outcome !== undefined && outcome !== 'throttled' && { last: outcome }),
  outcome: 'throttled',
})

/** The last time, as all who share the store know it. */
const lastOf = ({ askedAt, outcome }: Partial<Ask> = {}) => ({
  ...(askedAt !== undefined && { at: askedAt }),
  ...(outcome !== undefined && { last: outcome }),
})

/** Money came of which nobody had told, not even without proof. */
const isFound = (before: OrderRecord, after: OrderRecord): boolean =>
  before.shown.amountReceived === 0 &&
  after.shown.amountReceived > 0 &&
  !Object.values(before.payments).some((facts) => attemptOf(facts)?.unproven)
