/** A request by `fetch`, through the network, and its answer. */

import type { Observer } from './observer.ts'
import type { Place } from './place.ts'
import { GARBAGE, RETRY_AFTER, STATUSES, type Weather } from './weather.ts'

/** The page, as its requests have it. */
export interface Requester {
  readonly place: Place
  readonly observer: Observer
  readonly weather: Weather
  readonly isOnline: boolean
  /** What it was answered, for a cache to answer again. */
  readonly answers: string[]
  /** Its requests that are under way. */
  readonly posts: Set<AbortController>
  readonly latency: () => number
  task(run: () => void): void
}

export interface Init {
  method?: string
  body?: string
  headers?: Record<string, string>
  signal?: AbortSignal | null
}

/** What a page sees of an answer. */
export interface Answer {
  ok: boolean
  status: number
  headers: { get(name: string): string | null }
  text(): Promise<string>
  json(): Promise<unknown>
}

/** Some proxies cut a held answer after so long, in ms. */
const CUT: readonly [least: number, most: number] = [2_000, 20_000]

/** Sends it. What the page is told, it is told as one of its own tasks. */
export function post(page: Requester, url: string, init: Init): Promise<Answer> {
  const { clock, random, server } = page.place
  const { weather, latency, observer, answers } = page
  const { signal } = init
  const gone = new AbortController()
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const { promise: aborted, reject: abort } = Promise.withResolvers<never>()
  // Nobody may be waiting for a body when it is aborted.
  aborted.catch(() => {})
  let isOver = false

  function settle(tell: () => void): void {
    clock.after(latency(), () =>
      page.task(() => {
        if (isOver) return
        isOver = true
        page.posts.delete(gone)
        tell()
      }),
    )
  }

  const fail = () => settle(() => reject(new TypeError('Failed to fetch')))

  function answer(status: number, body: string, retryAfter: string | null, isStalled = false) {
    settle(() => {
      observer.answered(status, retryAfter, body)
      if (isStalled) {
        isOver = false
        page.posts.add(gone)
      }
      const text = () => (isStalled ? aborted : Promise.resolve(body))
      resolve({
        ok: status >= 200 && status < 300,
        status,
        headers: { get: (name) => (name.toLowerCase() === 'retry-after' ? retryAfter : null) },
        text,
        json: async () => JSON.parse(await text()),
      })
    })
  }

  async function carry(isStalled = false): Promise<void> {
    clock.after(latency(), async () => {
      if (!server.isUp) return fail()
      try {
        const given = await server.answer(init.body ?? '', gone.signal)
        if (given.status === 200) answers.push(given.body)
        answer(given.status, given.body, given.retryAfter, isStalled)
      } catch {
        fail()
      }
    })
  }

  if (signal?.aborted) return Promise.reject(signal.reason)
  signal?.addEventListener('abort', () => {
    page.posts.delete(gone)
    isOver = true
    reject(signal.reason)
    abort(signal.reason)
    clock.after(latency(), () => gone.abort())
  })
  page.posts.add(gone)
  observer.polls(url)

  if (!page.isOnline || weather.polls === 'refused') fail()
  else if (weather.polls === 'status') {
    answer(random.pick(STATUSES), 'No.', random.pick(RETRY_AFTER))
  } else if (weather.polls === 'garbage') answer(200, random.pick(GARBAGE), null)
  else if (weather.polls === 'cached' && answers.length > 0) {
    answer(200, random.pick(answers), null)
  } else if (weather.polls !== 'swallowed') {
    void carry(weather.polls === 'stalled')
    if (weather.polls === 'cut') {
      clock.after(random.between(...CUT), random.chance(0.5) ? fail : () => answer(504, '', null))
    }
  }
  return promise
}
