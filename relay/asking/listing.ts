/** All that stands in a provider's own list of events, read page by page, and taken in as callbacks are. */

import { listed } from '../callbacks/listed.ts'
import { tellKept } from '../callbacks/outcome.ts'
import type { Config } from '../config/config.ts'
import type { Dispatch } from '../dispatch.ts'
import type { Log } from '../log.ts'
import type { OrderRecord } from '../order/record.ts'
import type { Missed, Question } from '../providers/asking.ts'
import { hearMissed } from '../providers/hear.ts'
import type { Provider } from '../providers/provider.ts'
import { longer, SHORTEST } from '../reconciliation/breaker.ts'
import { takeTurn } from '../reconciliation/queue.ts'
import type { Store } from '../store/store.ts'
import type { Happening, Tell } from '../telemetry/happening.ts'
import type { Askable } from './askable.ts'
import type { Client } from './client.ts'
import type { Health } from './health.ts'
import { pause } from './pause.ts'

export interface ListingParts {
  clients: ReadonlyMap<string, Pick<Client, 'ask'>>
  config: Pick<Config, 'providers'>
  health: Health
  store: Pick<Store, 'asks' | 'keptAs'>
  dispatch: Pick<Dispatch, 'apply'>
  log: Log
  tell: Tell
  /** In ms since 1970. */
  now(): number
}

/** Which list, of what time: in ms since 1970. */
interface Wanted {
  askable: Askable
  list: Missed
  from: number
  to: number
}

interface Listing {
  events: number
  /** Orders that they changed. */
  changed: number
  /** That all of it was read, or why not. */
  end: 'done' | 'stopped' | Extract<Happening, { type: 'not_caught_up' }>['why']
}

/** More pages than anybody's outage fills. */
const MOST_PAGES = 500

/** A list that so often could not be read is given up. One that is out of reach is not. */
const MOST_FAILURES = 10

/** Asked again, it would answer the same. */
const NEVER: ReadonlySet<string> = new Set(['absent', 'refused'])

const AGAIN =
  'what the provider told while nobody was here cannot be looked up just now; trying again'

/** A page that fails is asked for again, with as much patience as a provider that does not answer. */
export async function allListed(
  { askable, list, from, to }: Wanted,
  parts: ListingParts,
  stop: AbortSignal,
): Promise<Listing> {
  const { provider } = askable
  const changed = new Set<string>()
  let [events, pages, failures, wait] = [0, 0, 0, SHORTEST]
  let cursor: string | undefined
  const ended = (end: Listing['end']): Listing => ({ events, changed: changed.size, end })

  while (pages < MOST_PAGES) {
    const page = await pageOf(askable, list.question(from, to, cursor), parts, stop)
    if (stop.aborted) return ended('stopped')
    if (page.outcome === 'answered') {
      const taken = await takeIn(provider, page.payloads, parts)
      events += taken.events
      for (const { id } of taken.orders) changed.add(id)
      ;({ cursor } = page)
      if (cursor === undefined) return ended('done')
      pages += 1
      wait = SHORTEST
      continue
    }
    if (page.outcome === 'refused' && page.why !== 'request') return ended(page.why)
    if (page.outcome !== 'unreachable') failures += 1
    if (NEVER.has(page.outcome) || failures === MOST_FAILURES) return ended('unread')
    parts.log.warn({ provider: provider.id, why: page.outcome }, AGAIN)
    await pause(Math.max(wait, page.outcome === 'later' ? (page.after ?? 0) : 0), stop)
    wait = longer(wait)
  }
  return ended('too_much')
}

async function pageOf(
  askable: Askable,
  question: Question,
  parts: ListingParts,
  stop: AbortSignal,
) {
  const { clients, health, now } = parts
  const { id } = askable.provider
  const client = clients.get(id)
  if (!client) throw new Error(`${id} is not asked.`)
  await turn(askable, parts, stop)
  const sent = await client.ask(question)
  const page = sent.outcome === 'sent' ? hearMissed(askable.asking, sent.answer) : sent
  // Whether it knows our orders' payments, a list does not say.
  const sign = page.outcome === 'unreachable' ? page : ({ outcome: 'later' } as const)
  if (!stop.aborted) health.note(id, sign, now())
  return page
}

/** Waits until the provider may be asked. */
async function turn(
  askable: Askable,
  { health, store, now }: ListingParts,
  stop: AbortSignal,
): Promise<void> {
  const { id } = askable.provider
  while (!stop.aborted) {
    const limit = health.limitOf(askable)
    const at =
      health.restsUntil(id, now()) ??
      (await store.asks((rows) => takeTurn(rows, id, { now: now(), limit })))
    if (at === undefined && health.begin(id, now())) return
    await pause((at ?? now()) - now(), stop)
  }
}

/** On disk first, then told. */
async function takeIn(
  provider: Provider,
  payloads: readonly unknown[],
  { config, store, dispatch, tell, now }: ListingParts,
): Promise<{ events: number; orders: readonly OrderRecord[] }> {
  const { only = [] } = config.providers.get(provider.id) ?? {}
  const intakes = payloads.flatMap((payload) => listed(provider, payload, only, now()))
  const orders = intakes.length > 0 ? await dispatch.apply(intakes) : []
  for (const order of orders) {
    const about = { provider: provider.id, order: order.id }
    tell({ type: 'found_missed', ...about })
    if (isNewMoney(order)) tell({ type: 'ask_settled', ...about })
  }
  await tellKept(provider.id, intakes, { store, tell })
  return { events: intakes.length, orders }
}

const isNewMoney = ({ previous, shown }: OrderRecord): boolean =>
  (previous?.amountReceived ?? 0) === 0 && shown.amountReceived > 0
