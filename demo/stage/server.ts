/** The stage's server: it is the shop, every provider, and the network. Over HTTP, like all the rest. */

import * as v from 'valibot'
import { Happening } from './happening.ts'
import { KINDS } from './prompts.ts'

const Provider = v.object({
  id: v.string(),
  name: v.string(),
  /** Which kind of prompt the shopper gets. */
  prompt: v.fallback(v.picklist(KINDS), 'bank'),
  /** The only one that it takes. */
  currency: v.optional(v.string()),
  /** In which most of its shoppers pay. */
  home: v.optional(v.string()),
  acts: v.array(v.string()),
  /** Why it cannot be asked what came of a payment, if so. */
  cannot: v.optional(v.string()),
})
export type Provider = v.InferOutput<typeof Provider>

const Relay = v.object({ isRunning: v.boolean(), pid: v.nullish(v.number()) })
export type Relay = v.InferOutput<typeof Relay>

const Start = v.object({
  providers: v.array(Provider),
  /** `amount` in minor units. */
  currencies: v.array(v.object({ code: v.string(), amount: v.number() })),
  relay: Relay,
  /** Whether some page is open already. */
  isWatched: v.boolean(),
  /** Where a phone in the room reaches this machine; null: only this machine does. */
  lan: v.nullable(v.string()),
})
export type Start = v.InferOutput<typeof Start>

const Order = v.object({ order: v.string(), number: v.string(), token: v.string() })
export type Order = v.InferOutput<typeof Order>

const Acted = v.object({
  happened: v.array(Happening),
  /** Where it was about another order than the one that was named. */
  order: v.optional(v.string()),
  number: v.optional(v.string()),
})
export type Acted = v.InferOutput<typeof Acted>
const Problem = v.object({ detail: v.string() })

export type Network = 'open' | 'no sockets' | 'offline' | 'silent'

export const start = async (): Promise<Start> => v.parse(Start, await ask('start'))

export const newOrder = async (wanted: {
  provider: string
  currency: string
  escrow: boolean
}): Promise<Order> => v.parse(Order, await ask('orders', wanted))

export const act = async (order: string, provider: string, act: string): Promise<Acted> =>
  v.parse(Acted, await ask('acts', { order, provider, act }))

export const setNetwork = async (line: string, network: Network): Promise<void> =>
  void (await ask('network', { line, network }))

export const setRelay = async (state: 'killed' | 'running'): Promise<Relay> =>
  v.parse(Relay, await ask('relay', { state }))

/**
 * What happens to an order, as it happens, the last ones first. Gives what stops it.
 *
 * Only while somebody looks: a browser has six connections for a host, and each tab would hold one of them.
 */
export function hear(order: string, tell: (happening: Happening) => void): () => void {
  const stopped = new AbortController()
  let source: EventSource | undefined
  const look = () => {
    source?.close()
    if (document.hidden) return
    source = new EventSource(`/demo/events?order=${encodeURIComponent(order)}`)
    source.onmessage = ({ data }: MessageEvent<string>) => {
      const happening = v.safeParse(Happening, JSON.parse(data))
      if (happening.success) tell(happening.output)
    }
  }
  look()
  document.addEventListener('visibilitychange', look, stopped)
  return () => {
    stopped.abort()
    source?.close()
  }
}

/** Throws with a sentence that may be shown. */
async function ask(path: string, body?: object): Promise<unknown> {
  const response = await fetch(`/demo/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  }).catch(() => undefined)
  if (!response) throw new Error('The demo’s server does not answer. Is it running?')
  if (response.ok) return response.status === 204 ? undefined : response.json()
  const problem = v.safeParse(Problem, await response.json().catch(() => undefined))
  throw new Error(problem.success ? problem.output.detail : `It answered ${response.status}.`)
}
