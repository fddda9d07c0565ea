/** One that follows something: what it knows, with which token it asks, and what it tells. */

import {
  isRecord,
  isSnapshot,
  isOrderId,
  isString,
  OPEN,
  OUTCOMES,
  type Checked,
  type Notification,
  type RelayFrame,
  type Snapshot,
  type UpToDate,
} from '../../relay/protocol.ts'
import type { Connection } from './connection.ts'
import type { FollowEvents, Following, Wanted } from './following.ts'
import type { Informed } from './frames.ts'
import { isDoubtful, isNews, latest, type Latest, type Version } from './latest.ts'
import { watchSilence, type Silence } from './silence.ts'
import { textOf } from './text-of.ts'
import { askForToken, expiryOf } from './tokens.ts'

/** A token is renewed so long before it runs out: longer than between two heartbeats. In ms. */
const AHEAD = 60_000

/** In characters. */
const LONGEST_TOKEN = 8_000

/** A follower as its channel has it. */
export interface Follower extends Following, Informed {
  readonly topic: Wanted
  readonly silence: Silence
  readonly known: Map<string, Latest>
  readonly notified: string[]
  readonly held: Set<string>
  /** Says whether the frame was news. `isProof`: it was said now, and has not lain in a queue meanwhile. */
  hear(frame: RelayFrame, isProof: boolean): boolean
  /** Another tab has seen this: asks, where it would be news. */
  sight(seen: UpToDate): void
  tell<Event extends keyof FollowEvents>(
    event: Event,
    ...news: Parameters<FollowEvents[Event]>
  ): void
  fail(code: string, message: string): void
  /** Somebody is back, or on another network: what was known may be long past, and the provider knows more. */
  doubt(): void
  /** Asks for a token where there is none, while somebody looks. */
  rouse(isSeen: boolean): void
}

/** The connection that followers share, as each of them has it. */
export interface Channel {
  readonly connection: Connection
  /** The relay's clock, in ms since 1970. */
  readonly now: number
  /** Of what it is asked for, the relay says something so often at least, in ms. */
  readonly rhythm: number
  add(follower: Follower): void
  remove(follower: Follower): void
  /** Tells the relay of one that is new, or has a new token; or asks for the newest again. */
  say(follower: Follower): void
  /** Opens where somebody has a token to follow something with, and somebody looks; else closes. */
  review(): void
  /** Whether it is this follower's token that the relay is told. */
  isHeard(follower: Follower): boolean
  /** Tells the relay what it does not know yet of what was shown. */
  acknowledge(): void
  /** Tells the other tabs. */
  announce(order: Snapshot): void
}

export function createFollower(topic: Wanted, channel: Channel): Follower {
  const { order, customer } = topic
  const listeners: { [Event in keyof FollowEvents]?: Set<FollowEvents[Event]> } = {}
  const earlier = earlierOf(topic)
  const known = earlier?.known ?? new Map<string, Latest>()
  const notified = earlier?.notified ?? []
  const held = earlier?.held ?? new Set<string>()
  const silence = earlier?.silence ?? watchSilence()
  silence.changed = () => tell('silence')
  let { heardAt, checked } = earlier ?? {}
  let isAsking = false
  const missed = new Set<string>()
  const { getToken } = topic
  let token = earlier?.token ?? ''
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
    // Who was refused one rests as well: until somebody stops that.
    if (getToken && !isStopped) stopAsking ??= askForToken(getToken, refusals++, use, refuse)
  }

  const refuse = (error: unknown) => complain('token_unavailable', String(error))

  function use(next: string): void {
    stopAsking = undefined
    // What is said to the relay must fit into its frames: or it would be the end of what neighbours say.
    if (order && !isOrderId(order))
      return refuseToSay('order_invalid', 'Such is no id of an order.')
    if (next.length > LONGEST_TOKEN) return refuseToSay('token_invalid', 'No token is so long.')
    token = next
    channel.say(follower)
  }

  function refuseToSay(code: string, message: string): void {
    // Not before there are listeners.
    queueMicrotask(() => fail(code, message))
  }

  function rouse(isSeen: boolean): void {
    // What was refused or hung before, says nothing of now.
    refusals = 0
    stopAsking?.()
    stopAsking = undefined
    if (isSeen && !token) ask()
  }

  /** Says whether it is news. */
  function see(seen: Snapshot | UpToDate, isProof: boolean): boolean {
    const { id } = seen
    if (order && order !== id) return false
    if (channel.isHeard(follower)) {
      refusals = 0
      told = ''
    }
    missed.delete(id)
    const before = known.get(id)
    const isNew = isSnapshot(seen) && isNews(before, seen)
    if (isNew) known.set(id, latest(before, seen))
    if (isProof && isCurrent(id, seen)) confirm()
    if (!isNew) return false
    tell('change', seen, before?.snapshot)
    channel.announce(seen)
    return true
  }

  const isCurrent = (id: string, { epoch, version }: Version) => {
    const { snapshot } = known.get(id) ?? {}
    return snapshot?.epoch === epoch && snapshot.version === version
  }

  /** What is known is so now. */
  function confirm(): void {
    heardAt = channel.now
    silence.heard(channel.rhythm)
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
  function check(frame: Extract<RelayFrame, { type: 'heartbeat' }>, isProof: boolean): void {
    const { now, epoch, versions } = frame
    if (token && expiryOf(token) - Date.parse(now) < AHEAD) ask()
    const isTold = ({ snapshot: { id, version } }: Latest) =>
      isCurrent(id, { epoch, version: versions[id] ?? (customer ? version : NaN) })
    if ((order && !known.size) || ![...known.values()].every(isTold)) channel.say(follower)
    else if (isProof) confirm()
  }

  function hear(frame: RelayFrame, isProof: boolean): boolean {
    const to = 'customer' in frame && frame.customer
    const isOurs = to ? to === customer : !customer
    switch (frame.type) {
      case 'update':
        // Whose a new one is, an older relay says only when it is asked.
        if (!customer || isOurs || known.has(frame.order.id)) return see(frame.order, isProof)
        channel.say(follower)
        return false
      case 'subscribed': {
        const orders = frame.orders.filter(isRecord)
        const seen = orders
          .filter(({ id }) => order || isOurs || known.has(id))
          .map((each) => see(each, isProof))
        const notified = isOurs && 'customer' in frame ? frame.notifications.map(notify) : []
        if (awaited && orders.some(({ id }) => id === order)) {
          // What the relay does not confirm when it is asked, is not so.
          awaited = undefined
          tell('behind')
        }
        // Who has no orders has nothing that could be confirmed one by one.
        if (to && isOurs && isProof) confirm()
        // As much as the relay tells at once has changed: so has more, it may be.
        if (to && isOurs && frame.more && !seen.includes(false)) {
          for (const id of known.keys()) missed.add(id)
          for (const { id } of orders) missed.delete(id)
          channel.say(follower)
        }
        return [...seen, ...notified].includes(true)
      }
      case 'checked':
        take(frame.orders[order])
        return false
      case 'notification':
        return (
          (isOurs || !to) &&
          (!frame.order || (order ? order === frame.order : known.has(frame.order))) &&
          notify(frame.notification)
        )
      case 'error': {
        const { code, message, orders } = frame
        for (const id of orders ?? []) missed.delete(id)
        // What an older relay does not know is nothing that a merchant could mend.
        if (code === 'unknown_type') isAsking = false
        else if (to ? isOurs : (orders?.includes(order) ?? true)) fail(code, message)
        return false
      }
      case 'heartbeat':
        check(frame, isProof)
    }
    return false
  }

  function take(answer: Checked | undefined): void {
    if (!isString(answer?.at) || !OUTCOMES.includes(answer.outcome)) return
    isAsking = false
    checked = answer
    tell('checked')
  }

  const follower: Follower = {
    topic,
    known,
    missed,
    notified,
    held,
    silence,
    get isAsking() {
      return isAsking
    },
    get now() {
      return channel.now
    },
    get heardAt() {
      return heardAt
    },
    get isSilent() {
      return silence.isSilent
    },
    get isReturning() {
      return silence.isReturning && channel.connection !== 'offline'
    },
    get checked() {
      return checked
    },
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
    hold(id) {
      held.add(id)
      return () => {
        if (held.delete(id)) channel.acknowledge()
      }
    },
    renew(next) {
      rouse(false)
      told = ''
      use(textOf(next))
    },
    refresh() {
      isAsking = true
      if (!token) rouse(true)
      channel.say(follower)
    },
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
      channel.say(follower)
    },
    tell,
    fail,
    doubt() {
      if (silence.doubt() && order && [...known.values()].some(isOpen)) isAsking = true
    },
    rouse,
  }
  return follower
}

/** Who followed the same before. */
function earlierOf({ after, relay, order, customer }: Wanted): Follower | undefined {
  const earlier = after as Follower | undefined
  const { topic } = earlier ?? {}
  const isSame = topic?.relay === relay && topic.order === order && topic.customer === customer
  return isSame ? earlier : undefined
}

const isOpen = ({ snapshot }: Latest): boolean => OPEN.includes(snapshot.status)
