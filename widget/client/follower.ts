/** One that follows something: what it knows, with which token it asks, and what it tells. */

import {
  isRecord,
  isSnapshot,
  type Notification,
  type RelayFrame,
  type Snapshot,
  type UpToDate,
} from '../../relay/protocol.ts'
import type { Connection } from './connection.ts'
import type { FollowEvents, FollowOptions, Following } from './following.ts'
import type { Informed } from './frames.ts'
import { isDoubtful, isNews, latest, type Latest } from './latest.ts'
import { askForToken, expiryOf, TokenRefused } from './tokens.ts'

/** A token is renewed so long before it runs out: longer than between two heartbeats. In ms. */
const AHEAD = 60_000

/** A follower as its channel has it. */
export interface Follower extends Following, Informed {
  readonly topic: FollowOptions
  /** Says whether the frame was news. */
  hear(frame: RelayFrame): boolean
  /** Another tab has seen this: asks, where it would be news. */
  sight(seen: UpToDate): void
  tell<Event extends keyof FollowEvents>(
    event: Event,
    ...news: Parameters<FollowEvents[Event]>
  ): void
  fail(code: string, message: string): void
  /** Asks for a token where there is none, while somebody looks. */
  rouse(isSeen: boolean): void
}

/** The connection that followers share, as each of them has it. */
export interface Channel {
  readonly connection: Connection
  add(follower: Follower): void
  remove(follower: Follower): void
  /** Tells the relay of one that is new, or has a new token; or asks for the newest again. */
  say(follower: Follower): void
  /** Opens where somebody has a token to follow something with, and somebody looks; else closes. */
  review(): void
  /** Whether it is this follower's token that the relay is told. */
  isHeard(follower: Follower): boolean
  /** Tells the other tabs. */
  announce(order: Snapshot): void
}

export function createFollower(topic: FollowOptions, channel: Channel): Follower {
  const { order = '', customer } = topic
  const listeners: { [Event in keyof FollowEvents]?: Set<FollowEvents[Event]> } = {}
  const known = new Map<string, Latest>()
  const notified: string[] = []
  let { token, getToken } = topic
  /** What another tab has seen of the order, and we have not. */
  let awaited: UpToDate | undefined
  /** How many tokens in a row were of no use. */
  let refusals = 0
  /** The error that was told last: once is enough, until something works again. */
  let told = ''
  let stopAsking: (() => void) | undefined
  let isStopped = false

  const tell: Follower['tell'] = (event, ...news) => {
    for (const listener of listeners[event] ?? []) {
      if (isStopped) return
      try {
        ;(listener as (...news: unknown[]) => void)(...news)
      } catch (error) {
        // The page's own mistake: it hears of it, and nobody else has to wait.
        setTimeout(() => {
          throw error
        })
      }
    }
  }

  function fail(code: string, message: string): void {
    const isToken = code.startsWith('token_')
    // What it was refused for, it is not said again with.
    if (isToken || code === 'forbidden') token = ''
    channel.review()
    if (isToken && getToken) ask()
    else complain(code, message)
  }

  function complain(code: string, message: string): void {
    if (code !== told) tell('error', { code, message })
    told = code
  }

  /** At once the first time; after that, a relay that refuses what it gets must not be hammered. */
  function ask(): void {
    if (getToken && !isStopped) stopAsking ??= askForToken(getToken, refusals++, use, refuse)
  }

  function refuse(error: unknown): void {
    if (error instanceof TokenRefused) getToken = undefined
    complain('token_unavailable', String(error))
  }

  function use(next: string): void {
    stopAsking = undefined
    token = next
    refresh()
  }

  function rouse(isSeen: boolean): void {
    // What was refused before it went away, says nothing of who is back.
    refusals = 0
    if (isSeen) return token ? undefined : ask()
    stopAsking?.()
    stopAsking = undefined
  }

  /** Says whether it is news. */
  function see(seen: Snapshot | UpToDate): boolean {
    const { id } = seen
    if (order && order !== id) return false
    if (channel.isHeard(follower)) {
      refusals = 0
      told = ''
    }
    const before = known.get(id)
    if (!isSnapshot(seen) || !isNews(before, seen)) return false
    known.set(id, latest(before, seen))
    tell('change', seen, before?.snapshot)
    channel.announce(seen)
    return true
  }

  /** Says whether it is news. Nobody has shown what nobody listens to. */
  function notify(notification: Notification): boolean {
    const { id } = notification
    if (!listeners.notification || notified.includes(id)) return false
    notified.push(id)
    tell('notification', notification)
    return true
  }

  /** What was lost on a live connection shows in a heartbeat, at the latest. */
  function check({ now, epoch, versions }: Extract<RelayFrame, { type: 'heartbeat' }>): void {
    if (token && expiryOf(token) - Date.parse(now) < AHEAD) ask()
    const isCurrent = ({ snapshot }: Latest) =>
      epoch === snapshot.epoch &&
      (versions[snapshot.id] ?? (customer && snapshot.version)) === snapshot.version
    if ((order && !known.size) || ![...known.values()].every(isCurrent)) refresh()
  }

  function hear(frame: RelayFrame): boolean {
    const to = 'customer' in frame && frame.customer
    const isOurs = to ? to === customer : !customer
    switch (frame.type) {
      case 'update':
        // Whose a new one is, an older relay says only when it is asked.
        if (!customer || isOurs || known.has(frame.order.id)) return see(frame.order)
        refresh()
        return false
      case 'subscribed': {
        const orders = frame.orders.filter(isRecord)
        const news = [
          ...(order || isOurs ? orders.map(see) : []),
          ...(isOurs && 'notifications' in frame ? frame.notifications.map(notify) : []),
        ].includes(true)
        if (awaited && orders.some(({ id }) => id === order)) {
          // What the relay does not confirm when it is asked, is not so.
          awaited = undefined
          tell('behind')
        }
        return news
      }
      case 'notification':
        return (
          (isOurs || !to) &&
          (!frame.order || (order ? order === frame.order : known.has(frame.order))) &&
          notify(frame.notification)
        )
      case 'error':
        if (to ? isOurs : (frame.orders?.includes(order) ?? true)) fail(frame.code, frame.message)
        return false
      case 'heartbeat':
        check(frame)
    }
    return false
  }

  const refresh = () => channel.say(follower)

  const follower: Follower = {
    topic,
    known,
    notified,
    get token() {
      return token
    },
    get snapshot() {
      return known.get(order)?.snapshot
    },
    get snapshots() {
      return [...known.values()].map(({ snapshot }) => snapshot)
    },
    get connection() {
      return channel.connection
    },
    get isDoubtful() {
      return [...known.values()].some(isDoubtful)
    },
    get isBehind() {
      return awaited !== undefined && isNews(known.get(order), awaited)
    },
    on(event, listener) {
      const those = (listeners[event] ??= new Set() as never)
      those.add(listener)
      return () => void those.delete(listener)
    },
    renew(next) {
      rouse(false)
      told = ''
      use(next)
    },
    refresh,
    stop() {
      isStopped = true
      rouse(false)
      topic.signal?.removeEventListener('abort', follower.stop)
      channel.remove(follower)
    },

    hear,
    sight(seen) {
      // One question at a time, whatever other tabs say.
      if (awaited || order !== seen.id || !isNews(known.get(order), seen)) return
      awaited = seen
      tell('behind')
      refresh()
    },
    tell,
    fail,
    rouse,
  }
  return follower
}
