/** `follow`: how an order stands, now and from now on. Runs in browsers and in Node. */

import { isSnapshot, type RelayFrame, type Snapshot } from '../../relay/protocol.ts'
import { backoff } from './backoff.ts'
import { openChannel, type Channel, type Subscription } from './channel.ts'
import type { Connection } from './connection.ts'
import { isDoubtful, latest, type Latest } from './latest.ts'

export interface FollowOptions {
  /** The relay's address, such as `https://pay.example.com/`. */
  relay: string
  /** The merchant's id of the order. */
  order: string
  /** An order token, or a way to get one; or both, where the token may run out. */
  token?: string | undefined
  getToken?: (() => Promise<string>) | undefined
  transport?: 'auto' | 'polling'
  /** Ends it, as `stop` does. */
  signal?: AbortSignal
}

/** What a merchant must mend, such as a refused token or origin. */
export interface FollowError {
  code: string
  message: string
}

export interface FollowEvents {
  /** A newer snapshot. */
  change: (snapshot: Snapshot, previous: Snapshot | undefined) => void
  connection: (connection: Connection) => void
  error: (error: FollowError) => void
}

/** Thrown by `getToken` to say that asking again is of no use. */
export class TokenRefused extends Error {}

/** Channels by relay: one connection for all that follow the same relay. */
const channels = new Map<string, Channel>()

/** An order that is followed. */
export interface Following {
  /** What is known; undefined until something is. */
  readonly snapshot: Snapshot | undefined
  readonly connection: Connection
  /** The relay lost history in which money had come in: offer nothing to pay. */
  readonly isDoubtful: boolean
  on<Event extends keyof FollowEvents>(event: Event, listener: FollowEvents[Event]): () => void
  /** Goes on with another token. */
  renew(token: string): void
  /** Asks for the newest now. */
  refresh(): void
  stop(): void
}

/** Follows an order until it is stopped. */
export function follow(options: FollowOptions): Following {
  const { order, getToken, signal } = options
  const relay = options.relay.replace(/\/?$/, '/')
  const isPollingOnly = options.transport === 'polling'
  const key = `${relay} ${isPollingOnly}`
  const channel = channels.get(key) ?? openChannel(relay, isPollingOnly)
  channels.set(key, channel)

  const listeners: { [Event in keyof FollowEvents]: Set<FollowEvents[Event]> } = {
    change: new Set(),
    connection: new Set(),
    error: new Set(),
  }
  let known: Latest | undefined
  let refusals = 0
  /** The error that was told last: once is enough, until something works again. */
  let told = ''
  let isAsking = false
  let isStopped = false
  let timer: ReturnType<typeof setTimeout>

  const subscription: Subscription = {
    order,
    token: options.token || undefined,
    known: undefined,

    hear(frame) {
      const mine = ordersIn(frame).find((each) => each.id === order)
      if (!mine) return false
      refusals = 0
      told = ''
      const before = known
      known = latest(before, mine)
      if (known === before) return false
      subscription.known = { epoch: mine.epoch, version: mine.version }
      for (const listener of listeners.change) listener(mine, before?.snapshot)
      return true
    },

    connectionChanged(connection) {
      for (const listener of listeners.connection) listener(connection)
    },

    failed(code, message) {
      const isTokens = code.startsWith('token_')
      // What it was refused for, it is not said again with.
      if (isTokens || code === 'forbidden') subscription.token = undefined
      if (isTokens && getToken) return askForToken(getToken)
      fail(code, message)
      channel.rest()
    },
  }

  function fail(code: string, message: string): void {
    if (code === told) return
    told = code
    for (const listener of listeners.error) listener({ code, message })
  }

  function renew(token: string): void {
    subscription.token = token
    channel.say(subscription)
  }

  /** At once the first time; after that, a relay that refuses what it gets must not be hammered. */
  function askForToken(ask: () => Promise<string>): void {
    if (isAsking) return
    isAsking = true
    timer = setTimeout(() => void useToken(ask), refusals && backoff(refusals, Math.random()))
    refusals++
  }

  async function useToken(ask: () => Promise<string>): Promise<void> {
    try {
      const token = await ask()
      isAsking = false
      if (!isStopped) renew(token)
    } catch (error) {
      isAsking = false
      if (isStopped) return
      fail('token_unavailable', String(error))
      if (error instanceof TokenRefused) channel.rest()
      else askForToken(ask)
    }
  }

  function stop(): void {
    // A second one must not end the channel that others have opened since.
    if (isStopped) return
    isStopped = true
    clearTimeout(timer)
    channel.remove(subscription)
    if (!channel.isUsed) channels.delete(key)
  }

  signal?.addEventListener('abort', stop, { once: true })
  if (signal?.aborted) stop()
  else {
    channel.add(subscription)
    if (!subscription.token && getToken) askForToken(getToken)
  }

  return {
    get snapshot() {
      return known?.snapshot
    },
    get connection() {
      return channel.connection
    },
    get isDoubtful() {
      return known !== undefined && isDoubtful(known)
    },
    on(event, listener) {
      listeners[event].add(listener)
      return () => void listeners[event].delete(listener)
    },
    renew(token) {
      refusals = 0
      renew(token)
    },
    refresh: () => channel.say(subscription),
    stop,
  }
}

function ordersIn(frame: RelayFrame): Snapshot[] {
  if (frame.type === 'update') return [frame.order]
  const orders: unknown[] = frame.type === 'subscribed' ? frame.orders : []
  return orders.filter(isSnapshot)
}
