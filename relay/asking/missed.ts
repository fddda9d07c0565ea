/**
 * What providers told while nobody was here, where they have a list of it: looked up page by page before anything is
 * asked about single orders. Each event goes the way of a callback, so that the callback changes nothing if it comes
 * after all.
 */

import { listed } from '../callbacks/listed.ts'
import { tellKept } from '../callbacks/outcome.ts'
import type { Config } from '../config/config.ts'
import type { Dispatch } from '../dispatch.ts'
import type { Log } from '../log.ts'
import type { OrderRecord } from '../order/record.ts'
import type { Missed } from '../providers/asking.ts'
import { hearMissed, type Page } from '../providers/hear.ts'
import type { Provider } from '../providers/provider.ts'
import { longer, SHORTEST } from '../reconciliation/breaker.ts'
import { takeTurn } from '../reconciliation/queue.ts'
import type { Store } from '../store/store.ts'
import type { Happening, Tell } from '../telemetry/happening.ts'
import type { Askable } from './askable.ts'
import type { Client, Sent } from './client.ts'
import type { Health } from './health.ts'
import type { Outage, Presence } from './presence.ts'

interface Parts {
  providers: ReadonlyMap<string, Askable>
  clients: ReadonlyMap<string, Pick<Client, 'ask'>>
  config: Pick<Config, 'providers'>
  presence: Presence
  health: Health
  store: Pick<Store, 'asks' | 'keptAs'>
  dispatch: Pick<Dispatch, 'apply'>
  log: Log
  tell: Tell
  /** In ms since 1970. */
  now(): number
}

export interface CatchUp {
  /**
   * What fell due before then is asked a little later, in ms since 1970: while what the provider told is looked up,
   * that is `now`. Undefined: nobody knows yet.
   */
  backAt(id: string, now: number): number | undefined
  /** Resolves when it is known. Never rejects. */
  ready(id: string): Promise<void>
  /** Looks up nothing more, and notes that we were here. Resolves when what is under way has ended. */
  stop(): Promise<void>
}

/** What was sent shortly before nobody was here may have been lost as well. In ms. */
const MARGIN = 15 * 60_000

/** So long does asking about single orders wait at most, in ms: a page may be in need of that. */
const PATIENCE = 2 * 60_000

/** More pages than anybody's outage fills. What is left is asked about, order by order. */
const MOST_PAGES = 500

/** A list that so often could not be read is given up. One that is out of reach is not. */
const MOST_FAILURES = 10

/** Asked again, it would answer the same. */
const NEVER: ReadonlySet<string> = new Set(['absent', 'refused'])

const AGAIN =
  'what the provider told while nobody was here cannot be looked up just now; trying again'
const FAILED = 'what the provider told while nobody was here could not be kept'

/** How it ended: it is done, or why it is not. */
type End = 'done' | 'stopped' | Extract<Happening, { type: 'not_caught_up' }>['why']

interface Found {
  events: number
  /** Those that it changed. */
  orders: Set<string>
}

export function missed(parts: Parts): CatchUp {
  const { providers, clients, config, presence, health, store, dispatch, log, tell, now } = parts
  const backAt = new Map<string, number | 'not yet'>()
  const stopping = new AbortController()
  const underWay = new Set<Promise<void>>()

  async function begin(id: string, askable: Askable): Promise<void> {
    const outage = (await presence.outages).get(id)
    if (!outage) return void backAt.set(id, -Infinity)
    backAt.set(id, 'not yet')
    const lookingUp = lookUp(askable, outage)
    underWay.add(Promise.race([lookingUp, pause(PATIENCE)]).then(() => void backAt.set(id, now())))
    underWay.add(lookingUp)
  }

  async function lookUp(askable: Askable, outage: Outage): Promise<void> {
    const { id } = askable.provider
    const { missed: list } = askable.asking
    try {
      const found: Found = { events: 0, orders: new Set() }
      const end = list ? await allPages(askable, list, outage, found) : 'done'
      if (end === 'stopped') return
      await presence.caughtUp(id)
      if (list) tellOf(id, end, found)
    } catch (error) {
      // Whoever comes after us looks it up.
      log.error({ err: error, provider: id }, FAILED)
    }
  }

  /** Adds to what is found, page by page. */
  async function allPages(
    askable: Askable,
    list: Missed,
    { from, to }: Outage,
    found: Found,
  ): Promise<End> {
    const { id } = askable.provider
    const oldest = to - list.reach
    if (from < oldest) tellOf(id, 'too_long', found)
    const start = Math.max(from - MARGIN, oldest)

    let cursor: string | undefined
    let [pages, failures, wait] = [0, 0, SHORTEST]
    while (pages < MOST_PAGES) {
      const page = await pageOf(askable, list.question(start, to, cursor))
      if (stopping.signal.aborted) return 'stopped'
      if (page.outcome === 'answered') {
        await takeIn(askable.provider, page.payloads, found)
        ;({ cursor } = page)
        if (cursor === undefined) return 'done'
        pages += 1
        wait = SHORTEST
        continue
      }
      if (page.outcome === 'refused' && page.why !== 'request') return page.why
      if (page.outcome !== 'unreachable') failures += 1
      if (NEVER.has(page.outcome) || failures === MOST_FAILURES) return 'unread'
      log.warn({ provider: id, why: page.outcome }, AGAIN)
      await pause(Math.max(wait, page.outcome === 'later' ? (page.after ?? 0) : 0))
      wait = longer(wait)
    }
    return 'too_much'
  }

  function tellOf(provider: string, end: Exclude<End, 'stopped'>, { events, orders }: Found): void {
    const about = { provider, events, changed: orders.size }
    if (end === 'done') tell({ type: 'caught_up', ...about })
    else tell({ type: 'not_caught_up', why: end, ...about })
  }

  async function pageOf(
    askable: Askable,
    question: ReturnType<Missed['question']>,
  ): Promise<Page | Exclude<Sent, { outcome: 'sent' }>> {
    const { id } = askable.provider
    const client = clients.get(id)
    if (!client) throw new Error(`${id} is not asked.`)
    await turn(askable)
    const sent = await client.ask(question)
    const page = sent.outcome === 'sent' ? hearMissed(askable.asking, sent.answer) : sent
    if (!stopping.signal.aborted) {
      // Whether it knows our orders' payments, a list does not say.
      const isThere = page.outcome !== 'unreachable'
      health.note(id, isThere ? { outcome: 'later' } : { ...page, outcome: 'unreachable' }, now())
    }
    return page
  }

  /** Waits until the provider may be asked. */
  async function turn(askable: Askable): Promise<void> {
    const { id } = askable.provider
    while (!stopping.signal.aborted) {
      const at =
        health.restsUntil(id, now()) ??
        (await store.asks((rows) =>
          takeTurn(rows, id, { now: now(), limit: health.limitOf(askable) }),
        ))
      if (at === undefined && health.begin(id, now())) return
      await pause((at ?? now()) - now())
    }
  }

  async function takeIn(
    provider: Provider,
    payloads: readonly unknown[],
    found: Found,
  ): Promise<void> {
    const { only = [] } = config.providers.get(provider.id) ?? {}
    const intakes = payloads.flatMap((payload) => listed(provider, payload, only, now()))
    if (intakes.length === 0) return
    for (const order of await dispatch.apply(intakes)) {
      found.orders.add(order.id)
      const about = { provider: provider.id, order: order.id }
      tell({ type: 'found_missed', ...about })
      if (isNewMoney(order)) tell({ type: 'ask_settled', ...about })
    }
    found.events += intakes.length
    await tellKept(provider.id, intakes, { store, tell })
  }

  /** In ms. Shorter, where we stop. */
  function pause(ms: number): Promise<void> {
    const { signal } = stopping
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', end)
        resolve()
      }
      const timer = setTimeout(end, ms).unref()
      signal.addEventListener('abort', end)
      if (signal.aborted) end()
    })
  }

  const ready = new Map([...providers].map(([id, askable]) => [id, begin(id, askable)]))
  return {
    backAt(id, at) {
      const known = backAt.get(id)
      return known === 'not yet' ? at : known
    },
    ready: async (id) => ready.get(id),
    async stop() {
      stopping.abort()
      await Promise.all(ready.values())
      await Promise.all(underWay)
      await presence.stop()
    },
  }
}

const isNewMoney = ({ previous, shown }: OrderRecord): boolean =>
  (previous?.amountReceived ?? 0) === 0 && shown.amountReceived > 0
