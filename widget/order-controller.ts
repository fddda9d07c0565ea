/** Joins following an order to an element's life. */

import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { follow } from './client/follow.ts'
import type { Connection } from './client/connection.ts'
import type { FollowError, Following } from './client/following.ts'
import { PaymentEvent, type PaymentEventMap } from './events.ts'
import { tokenFrom } from './token-url.ts'

/** What the element's properties say about what to follow. */
export interface Wanted {
  /** Absolute, with a slash at its end; or empty. */
  relay: string
  order: string
  token: string
  tokenUrl: string
  getToken: (() => Promise<string>) | undefined
  transport: 'auto' | 'polling'
  background: boolean
  debug: boolean
}

/** What is known of the order, and how it is heard of. */
export type OrderState = Pick<
  Following,
  | 'snapshot'
  | 'connection'
  | 'isDoubtful'
  | 'isBehind'
  | 'isSilent'
  | 'isReturning'
  | 'heardAt'
  | 'checked'
  | 'now'
>

const NOTHING: OrderState = {
  snapshot: undefined,
  connection: 'connecting',
  isDoubtful: false,
  isBehind: false,
  isSilent: false,
  isReturning: false,
  heardAt: undefined,
  checked: undefined,
  get now() {
    return Date.now()
  },
}

/** How long a page may take that sets order and token one after the other, in ms. */
const GRACE = 2_000

type Host = ReactiveControllerHost & HTMLElement

export class OrderController implements ReactiveController {
  readonly #host: Host
  readonly #wanted: () => Wanted
  readonly #explain: (error: FollowError) => void
  #following: Following | undefined
  /** The one before: what it knew of the same order is still known. */
  #earlier: Following | undefined
  #followed: Wanted | undefined
  /** As the page was told. */
  #connection: Connection = 'connecting'
  /** Orders whose success was told; true: it was seen to happen. */
  readonly #successes = new Map<string, boolean>()

  /** `explain` is told of each error, besides the page. */
  constructor(host: Host, explain: (error: FollowError) => void, wanted: () => Wanted) {
    this.#host = host
    this.#explain = explain
    this.#wanted = wanted
    host.addController(this)
  }

  get known(): OrderState {
    return this.#following ?? NOTHING
  }

  /** Whether its success was seen to happen here. */
  get isSeen(): boolean {
    return this.#followed !== undefined && this.#successes.get(nameOf(this.#followed)) === true
  }

  refresh(): void {
    this.#following?.refresh()
  }

  hostConnected(): void {
    // Lit does not update an element that only comes back.
    this.#host.requestUpdate()
  }

  hostUpdate(): void {
    if (this.#host.isConnected) this.#sync()
  }

  hostDisconnected(): void {
    // One that is only moved is connected again at once.
    queueMicrotask(() => this.#host.isConnected || this.#stop())
  }

  /** Follows what the properties say, and nothing else. */
  #sync(): void {
    const wanted = this.#wanted()
    const before = this.#followed
    if (before && isSame(before, wanted)) {
      this.#followed = wanted
      if (wanted.token && wanted.token !== before.token) this.#following?.renew(wanted.token)
      return
    }
    const { token } = before ?? {}
    const left = this.#following
    this.#earlier = left ?? this.#earlier
    this.#following = undefined
    this.#followed = wanted
    if (!wanted.order) this.#followed = this.#earlier = undefined
    else if (!wanted.relay) this.#fail('relay_missing', 'No relay is named.')
    else this.#start(wanted, before?.order !== wanted.order && token === wanted.token)
    // Only now: what both follow, or where, need not be given up in between.
    left?.stop()
  }

  /** `isStale`: the token was another order's, and there may be a new one in a moment. */
  #start(wanted: Wanted, isStale: boolean): void {
    const { order, token, tokenUrl } = wanted
    const ask = () => this.#followed?.getToken?.() ?? tokenFrom(tokenUrl, order)
    const getToken = wanted.getToken || tokenUrl ? ask : undefined
    const following = follow({ ...wanted, getToken, after: this.#earlier })
    this.#following = following

    const fail = ({ code, message }: FollowError) => this.#fail(code, message)
    const failLater = (error: FollowError) =>
      setTimeout(() => {
        if (following === this.#following && this.#followed?.token === token) fail(error)
      }, GRACE)

    following.on('change', (snapshot, previous) => {
      this.#host.requestUpdate()
      this.#tell('payment-status-change', { snapshot, previous: previous ?? null })
      const name = nameOf(wanted)
      if (snapshot.status !== 'succeeded' || this.#successes.has(name)) return
      const seen = previous !== undefined && !('prerendering' in document && document.prerendering)
      this.#successes.set(name, seen)
      this.#tell('payment-succeeded', { snapshot, seen })
    })
    following.on('connection', () => this.#tellConnection())
    for (const event of ['behind', 'silence', 'checked'] as const) {
      following.on(event, () => this.#host.requestUpdate())
    }
    following.on('error', (error) =>
      isStale && error.code === 'forbidden' ? failLater(error) : fail(error),
    )
    // One that others share may be there already.
    this.#tellConnection()
    if (!token && !getToken) failLater({ code: 'token_missing', message: 'There is no token.' })
  }

  #stop(): void {
    this.#following?.stop()
    this.#earlier = this.#following ?? this.#earlier
    this.#following = undefined
    this.#followed = undefined
    this.#connection = 'connecting'
  }

  #tellConnection(): void {
    const { connection } = this.known
    if (connection === this.#connection) return
    this.#connection = connection
    this.#host.requestUpdate()
    this.#tell('payment-connection-change', { connection })
  }

  #fail(code: string, message: string): void {
    this.#tell('payment-error', { code, message })
    this.#explain({ code, message })
  }

  #tell<Type extends keyof PaymentEventMap>(
    type: Type,
    fields: Omit<PaymentEventMap[Type], keyof Event>,
  ): void {
    this.#host.dispatchEvent(new PaymentEvent(type, fields))
  }
}

/** Names the order that is wanted: the same id at another relay is another one. */
const nameOf = ({ relay, order }: Wanted): string => `${relay} ${order}`

/**
 * Whether all is the same that following depends on. Another token goes on where the first one ended; whatever `getToken`
 * is, it is asked as it is then.
 */
const isSame = (a: Wanted, b: Wanted): boolean =>
  (Object.keys(a) as (keyof Wanted)[]).every((key) =>
    key === 'getToken' ? !a[key] === !b[key] : key === 'token' || a[key] === b[key],
  )
