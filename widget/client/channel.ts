/**
 * One connection to a relay, shared by all on a page that follow something there.
 *
 * Runs what connection.ts wants: it compares what runs with what should, so nothing can be left running.
 */

import {
  NOT_OUR_PROTOCOL,
  type PageFrame,
  type RelayFrame,
  type Snapshot,
} from '../../relay/protocol.ts'
import { backoff } from './backoff.ts'
import {
  activities,
  CLOSED,
  shownOf,
  transition,
  type Activity,
  type Connection,
  type ConnectionEvent,
  type ConnectionState,
} from './connection.ts'
import { acknowledging, subscribing, tokenFor, unsubscribing } from './frames.ts'
import type { Follower } from './follower.ts'
import { isSeen, watchPage, type PageEvent } from './lifecycle.ts'
import { recall, remember } from './memory.ts'
import { startPolling } from './polling.ts'
import { openSocket, type Loss, type Socket } from './socket.ts'
import { openTabs, type Sighting, type Tabs } from './tabs.ts'

type Stop = () => void

/** How long a socket must hold before earlier failures are forgiven, in ms. */
const SETTLED_AFTER = 5_000

/** How long a shopper should wait for an answer before polling steps in: at first, and in doubt. In ms. */
const PATIENCE = 2_500
const DOUBT = 500

/** How long a socket may take to show that it outlived the page's absence, in ms. */
const BACK_TIMEOUT = 2_000

/** Between two tries of a socket where sockets are eaten, and two glances of a page that rests. In ms. */
const RARELY = 300_000
const GLANCE = 60_000

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

/** As the browser has it, which may be wrong. Elsewhere there is always a network. */
const seemsOnline = (): boolean => globalThis.navigator?.onLine !== false

/** `relay` ends with a slash. Nothing runs while nobody follows anything. */
export function openChannel(relay: string): Channel {
  let followers: Follower[] = []
  /** What the relay has been told of. */
  let said: Follower[] = []
  const running: { [name in Activity]?: Stop } = {}
  let state: ConnectionState = { ...CLOSED, sockets: recall(relay) }
  let socket: Socket | undefined
  let tabs: Tabs | undefined
  let stopGlancing: Stop | undefined
  let unwatch: Stop
  let isAway = false
  let isOnline = seemsOnline()
  let isPolled = false
  let connection: Connection = 'connecting'
  /** When the relay told us to come back: in ms from then, and in ms since 1970. */
  let comeBack = 0
  let comeBackAt = 0

  const start: Readonly<Record<Activity, () => Stop>> = {
    socket() {
      try {
        const url = `${relay.replace(/^http/, 'ws')}ws`
        const opened = openSocket(url, hearSocket, () => dispatch('silent'), lose)
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
    patience: () => after(state.name === 'probing' ? DOUBT : PATIENCE, 'overdue'),
    backoff: () =>
      after(
        state.name === 'drained'
          ? comeBack
          : state.sockets === 'rarely'
            ? RARELY + Math.random() * GLANCE
            : backoff(state.failures, Math.random()),
        'retry',
      ),
    polling: () => poll(),
    tabs() {
      tabs = openTabs(sight)
      return () => {
        tabs?.stop()
        tabs = undefined
      }
    },
  }

  function after(ms: number, event: ConnectionEvent): Stop {
    const timer = setTimeout(dispatch, ms, event)
    return () => clearTimeout(timer)
  }

  function poll(every?: number): Stop {
    return startPolling(
      {
        url: `${relay}poll`,
        frames: () => telling(followers),
        hear,
        answered(isAnswered) {
          isPolled = isAnswered
          show()
        },
        drain,
      },
      every,
    )
  }

  /** `ms`: when to come back. */
  function drain(ms: number): void {
    comeBack = ms
    comeBackAt = Date.now() + ms
    if (state.name === 'closed') return
    dispatch('drain')
    run('backoff')
  }

  /** Not before the relay said, though the page may have rested meanwhile; the clock may have jumped. */
  function begin(event: 'open' | 'back'): void {
    if (state.name === 'closed') comeBack = Math.min(comeBackAt - Date.now(), comeBack)
    dispatch(state.name === 'closed' && comeBack > 0 ? 'drain' : event)
  }

  function dispatch(event: ConnectionEvent): void {
    const before = state
    state = transition(before, event)
    if (state === before) return
    if (some('debug')) {
      console.debug(`payment-status: ${before.name} → ${state.name} (${event})`)
    }
    remember(relay, state.sockets)
    if (!state.isOverdue) isPolled = false
    if (event === 'retry') comeBackAt = 0
    run()
  }

  /** Stops what should not run, and starts what should. `again`: this anew, for what it says has changed. */
  function run(again?: Activity): void {
    const wanted = activities(state)
    for (const activity of Object.keys(start) as Activity[]) {
      const isWanted = wanted.includes(activity)
      if (!isWanted || activity === again) {
        running[activity]?.()
        delete running[activity]
      }
      if (isWanted) running[activity] ??= start[activity]()
    }
    show()
  }

  /** Whether there is something to follow, a token to do so, and somebody who may look. */
  const isWanted = () => !isAway && followers.some(({ token }) => token)

  const some = (wish: 'background' | 'debug') => followers.some(({ topic }) => topic[wish])

  function show(): void {
    const next = shownOf(state, isPolled, isOnline)
    if (next === connection) return
    connection = next
    for (const follower of followers) follower.tell('connection', next)
  }

  function lose(loss: Loss, code?: number): void {
    for (const follower of code === NOT_OUR_PROTOCOL ? followers : []) {
      follower.fail('not_our_protocol', 'The relay does not understand this page.')
    }
    // A network that lets polls through is there: it is the socket that it does not like.
    dispatch(loss === 'eaten' && !isPolled ? 'lost' : loss)
  }

  function live(event: PageEvent): void {
    const wasOpening = state.name === 'connecting'
    isOnline = event !== 'offline' && seemsOnline()
    // What the network does must not wake a page that rests.
    if (event === 'offline' && isAway) return show()
    isAway = event === 'away'
    isPolled = false
    stopGlancing?.()
    if (!isWanted()) dispatch('close')
    else if (event === 'back') begin(event)
    else dispatch('lost')
    if (isAway && some('background')) stopGlancing = poll(GLANCE)
    for (const follower of followers) follower.rouse(!isAway)
    // What lies in the queue of a socket that was opening says nothing of now.
    if (wasOpening && state.name === 'connecting') run('socket')
    // What the page looked like to itself while it slept means nothing: ask.
    if (state.name === 'probing') {
      send(telling(followers))
      socket?.probe(BACK_TIMEOUT)
    }
    run('polling')
  }

  function hearSocket(frame: RelayFrame, isProof: boolean): void {
    if (frame.type === 'connected') return send(telling(followers))
    if (isProof) dispatch('heard')
    if (hear(frame)) send(shown(followers))
  }

  /** Says whether it was news. */
  function hear(frame: RelayFrame): boolean {
    if (frame.type === 'drain') drain(frame.after + Math.random() * frame.spread)
    if (frame.type === 'error') {
      if (frame.code === 'poll_instead') dispatch('refused')
      // Nothing that a merchant could mend.
      if (frame.code === 'poll_instead' || frame.code === 'unknown_type') return false
      for (const follower of followers.filter(channel.isHeard)) follower.hear(frame)
      // Where that took a token, there may be another one that opens the same.
      if (/^token_|^forbidden$/.test(frame.code)) followers.forEach(channel.say)
      return false
    }
    return followers.filter((follower) => follower.hear(frame)).length > 0
  }

  /** Another tab has heard of something: ask. */
  function sight(sighting: Sighting): void {
    if (sighting.relay !== relay) return
    for (const follower of followers) if (follower.sight(sighting)) channel.say(follower)
  }

  function send(frames: PageFrame[]): void {
    for (const frame of frames) socket?.send(frame)
  }

  /** What has been shown: of a page that nobody sees, nothing. */
  const shown = (those: readonly Follower[]) => (isSeen() ? acknowledging(those) : [])

  const telling = (those: readonly Follower[]) => [
    ...subscribing(those, followers),
    ...shown(those),
  ]

  /** Tells the relay what it does not know yet: for all of a tick at once, for a page may show many. */
  function flush(): void {
    const unsaid = followers.filter((follower) => !said.includes(follower))
    send([...unsubscribing(said, followers), ...telling(unsaid)])
    if (unsaid[0]) run('polling')
    said = followers
  }

  const channel: Channel = {
    get connection() {
      return connection
    },
    add(follower) {
      if (!followers[0]) {
        isAway = false
        isOnline = seemsOnline()
        unwatch = watchPage(live)
      }
      followers = [...followers, follower]
      if (follower.topic.transport === 'polling') dispatch('refused')
      if (follower.token) channel.say(follower)
    },
    remove(follower) {
      if (!followers.includes(follower)) return
      followers = followers.filter((other) => other !== follower)
      queueMicrotask(flush)
      channel.review()
      if (followers[0]) return
      stopGlancing?.()
      unwatch()
      // Whoever comes next may want a socket.
      state = { ...CLOSED, sockets: recall(relay) }
    },
    say(follower) {
      said = said.filter((other) => other !== follower)
      queueMicrotask(flush)
      channel.review()
    },
    isHeard: ({ topic, token }) => token === tokenFor(topic, followers),
    announce: ({ id, epoch, version }) => tabs?.tell({ relay, order: id, epoch, version }),
    review: () => (isWanted() ? begin('open') : dispatch('close')),
  }
  return channel
}
