/**
 * One connection to a relay, shared by all that follow something there.
 *
 * Runs what connection.ts wants: it compares what runs with what should, so nothing can be left running.
 */

import type { Known, PageFrame, RelayFrame } from '../../relay/protocol.ts'
import { backoff } from './backoff.ts'
import {
  activities,
  CLOSED,
  shown,
  transition,
  type Activity,
  type Connection,
  type ConnectionEvent,
} from './connection.ts'
import { watchPage } from './lifecycle.ts'
import { startPolling } from './polling.ts'
import { openSocket, type Socket } from './socket.ts'

type Stop = () => void

/** One order that somebody follows, as the channel needs it. */
export interface Subscription {
  readonly order: string
  /** Without one, it waits. */
  token: string | undefined
  /** What the page has. */
  known: { epoch: string; version: number } | undefined
  /** Says whether the frame was news. */
  hear(frame: RelayFrame): boolean
  connectionChanged(connection: Connection): void
  failed(code: string, message: string): void
}

/** How long a socket must hold before earlier failures are forgiven, in ms. */
const SETTLED_AFTER = 5_000

/** How long a shopper should wait for a socket before polling steps in, in ms. */
const PATIENCE = 2_500

/** How long a socket may take to show that it outlived the page's absence, in ms. */
const BACK_TIMEOUT = 2_000

export interface Channel {
  readonly connection: Connection
  readonly isUsed: boolean
  add(subscription: Subscription): void
  remove(subscription: Subscription): void
  /** Tells the relay of a subscription that is new, or has a new token; or asks for the newest again. */
  say(subscription: Subscription): void
  /** Closes, where nobody has a token to follow anything with. */
  rest(): void
}

/** `relay` ends with a slash. Nothing is opened before there is a token to say. */
export function openChannel(relay: string, isPollingOnly: boolean): Channel {
  const subscriptions = new Set<Subscription>()
  /** Those that the relay has yet to hear of, in the next frame. */
  const unsaid = new Set<Subscription>()
  const running = new Map<Activity, Stop>()
  let state = CLOSED
  let socket: Socket | undefined
  let unwatch: Stop | undefined
  let isPolled = false
  let connection: Connection = 'connecting'
  /** When the relay told us to come back, in ms from when it did. */
  let comeBack: number | undefined

  const start: Readonly<Record<Activity, () => Stop>> = {
    socket() {
      try {
        const opened = openSocket(`${relay.replace(/^http/, 'ws')}ws`, hear, (isFinal) =>
          dispatch(isFinal ? 'refused' : 'lost'),
        )
        socket = opened
        return () => {
          socket = undefined
          opened.stop()
        }
      } catch {
        // No address for a socket, or none that this page may open.
        return after(0, 'refused')
      }
    },
    settling: () => after(SETTLED_AFTER, 'settled'),
    patience: () => after(PATIENCE, 'overdue'),
    backoff() {
      const wait = comeBack ?? backoff(state.failures, Math.random())
      comeBack = undefined
      return after(wait, 'retry')
    },
    polling() {
      const stop = startPolling(
        `${relay}poll`,
        () => subscribing(subscriptions),
        hear,
        (isAnswered) => {
          isPolled = isAnswered
          show()
        },
      )
      return () => {
        isPolled = false
        stop()
      }
    },
  }

  function after(ms: number, event: ConnectionEvent): Stop {
    const timer = setTimeout(() => dispatch(event), ms)
    return () => clearTimeout(timer)
  }

  function dispatch(event: ConnectionEvent): void {
    const next = transition(state, event)
    if (next === state) return
    state = next

    const wanted = activities(next)
    for (const [activity, stop] of running) {
      if (wanted.has(activity)) continue
      running.delete(activity)
      stop()
    }
    for (const activity of wanted) {
      if (!running.has(activity)) running.set(activity, start[activity]())
    }
    show()
  }

  /** What runs, runs anew: because what it would say has changed. */
  function restart(activity: Activity): void {
    const stop = running.get(activity)
    if (!stop) return
    stop()
    running.set(activity, start[activity]())
  }

  function show(): void {
    const next = shown(state, isPolled)
    if (next === connection) return
    connection = next
    for (const subscription of subscriptions) subscription.connectionChanged(next)
  }

  const begin = () => dispatch(isPollingOnly ? 'poll' : 'open')

  function open(): void {
    begin()
    unwatch = watchPage((event) => {
      if (event === 'online') return begin()
      if (event === 'offline') return dispatch(event)
      // What the page looked like to itself while it slept means nothing: ask.
      socket?.probe(BACK_TIMEOUT)
      // A frozen page may never hear that there is a network again.
      if (state.name === 'offline') begin()
      dispatch('retry')
      restart('polling')
    })
  }

  function tell(said: Iterable<Subscription>): void {
    for (const frame of subscribing(said)) socket?.send(frame)
  }

  function hear(frame: RelayFrame): boolean {
    if (frame.type === 'connected') {
      dispatch('connected')
      tell(subscriptions)
    } else if (frame.type === 'drain') {
      comeBack = frame.after + Math.random() * frame.spread
      dispatch('drain')
    } else if (frame.type === 'error' && frame.code === 'poll_instead') {
      dispatch('refused')
    } else if (frame.type === 'heartbeat') {
      for (const subscription of subscriptions) {
        const { order, known } = subscription
        // What was lost on a live connection shows here, at the latest.
        if (frame.epoch !== known?.epoch || frame.versions[order] !== known.version) {
          channel.say(subscription)
        }
      }
    } else if (frame.type === 'error') {
      for (const subscription of subscriptions) {
        if (frame.orders?.includes(subscription.order) ?? true) {
          subscription.failed(frame.code, frame.message)
        }
      }
    } else {
      return [...subscriptions].map((subscription) => subscription.hear(frame)).includes(true)
    }
    return false
  }

  const channel: Channel = {
    get connection() {
      return connection
    },
    get isUsed() {
      return subscriptions.size > 0
    },
    add(subscription) {
      subscriptions.add(subscription)
      channel.say(subscription)
    },
    remove(subscription) {
      subscriptions.delete(subscription)
      unsaid.delete(subscription)
      const { order } = subscription
      if (![...subscriptions].some((other) => other.order === order)) {
        socket?.send({ type: 'unsubscribe', orders: [order] })
      }
      channel.rest()
    },
    rest() {
      if ([...subscriptions].some(({ token }) => token)) return
      dispatch('close')
      unwatch?.()
    },
    say(subscription) {
      if (!subscription.token) return
      if (unsaid.size === 0) {
        queueMicrotask(() => {
          if (state.name === 'live') tell(unsaid)
          else restart('polling')
          unsaid.clear()
        })
      }
      unsaid.add(subscription)
      if (state.name === 'closed') open()
    },
  }
  return channel
}

/**
 * What the page follows and has, in one frame for each token. Who follows an order that another one has
 * already says so as well: or it would not be told.
 */
function subscribing(subscriptions: Iterable<Subscription>): PageFrame[] {
  const byToken = new Map<string, Known[]>()
  for (const { order, token, known } of subscriptions) {
    if (!token) continue
    byToken.set(token, [...(byToken.get(token) ?? []), { id: order, ...known }])
  }
  return [...byToken].map(([token, orders]) => ({ type: 'subscribe', orders, token }))
}
