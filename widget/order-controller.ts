/** Joins following an order to an element's life. */

import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { follow } from './client/follow.ts'
import type { Following } from './client/following.ts'
import { TokenRefused } from './client/tokens.ts'
import { PaymentEvent, type PaymentEventMap } from './events.ts'

/** What the element's properties say about what to follow. */
export interface Wanted {
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
export type OrderState = Pick<Following, 'snapshot' | 'connection' | 'isDoubtful' | 'isBehind'>

const NOTHING: OrderState = {
  snapshot: undefined,
  connection: 'connecting',
  isDoubtful: false,
  isBehind: false,
}

type Host = ReactiveControllerHost & HTMLElement

export class OrderController implements ReactiveController {
  readonly #host: Host
  readonly #wanted: () => Wanted
  #following: Following | undefined
  #followed: Wanted | undefined
  /** Whom another one goes on after: what is set anew must not make news of what is known. */
  #last: Following | undefined

  constructor(host: Host, wanted: () => Wanted) {
    this.#host = host
    this.#wanted = wanted
    host.addController(this)
  }

  get known(): OrderState {
    return this.#following ?? NOTHING
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
    if (before && isSameOrder(before, wanted)) {
      this.#followed = wanted
      if (wanted.token && wanted.token !== before.token) this.#following?.renew(wanted.token)
      return
    }
    this.#stop()
    if (!wanted.order) return
    this.#followed = wanted
    if (!wanted.relay) {
      const message = 'Set the relay attribute.'
      return this.#tell('payment-error', { code: 'relay_missing', message })
    }
    this.#start(wanted)
  }

  #start(wanted: Wanted): void {
    const { order, tokenUrl } = wanted
    const getToken = wanted.getToken ?? (tokenUrl ? () => tokenFrom(tokenUrl, order) : undefined)
    const following = follow({ ...wanted, getToken, after: this.#last })
    this.#following = this.#last = following

    following.on('change', (snapshot, previous) => {
      const isNewStatus = snapshot.status !== previous?.status
      this.#host.requestUpdate()
      this.#tell('payment-status-change', { snapshot, previous: previous ?? null })
      if (isNewStatus && snapshot.status === 'succeeded') {
        this.#tell('payment-succeeded', { snapshot })
      }
    })
    following.on('connection', (connection) => {
      this.#host.requestUpdate()
      this.#tell('payment-connection-change', { connection })
    })
    following.on('behind', () => this.#host.requestUpdate())
    following.on('error', (error) => this.#tell('payment-error', error))
  }

  #stop(): void {
    this.#following?.stop()
    this.#following = undefined
    this.#followed = undefined
  }

  #tell<Type extends keyof PaymentEventMap>(
    type: Type,
    fields: Omit<PaymentEventMap[Type], keyof Event>,
  ): void {
    this.#host.dispatchEvent(new PaymentEvent(type, fields))
  }
}

/** Whether all but the token is the same: another token goes on where the first one ended. */
const isSameOrder = (a: Wanted, b: Wanted): boolean =>
  (Object.keys(a) as (keyof Wanted)[]).every((key) => key === 'token' || a[key] === b[key])

/** After these answers of a `token-url`, asking again is of no use until something changes. */
const FINAL = [401, 403, 404]

export async function tokenFrom(url: string, order?: string): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ order }),
  })
  const problem = `token-url answered ${response.status}, not { "token": "…" }.`
  if (FINAL.includes(response.status)) throw new TokenRefused(problem)
  const body: { token?: unknown } | null = response.ok ? await response.json() : null
  if (typeof body?.token !== 'string') throw new Error(problem)
  return body.token
}
