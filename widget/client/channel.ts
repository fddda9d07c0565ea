/** One connection to a relay, shared by all on a page that follow something there. */

import { NOT_OUR_PROTOCOL, type PageFrame, type RelayFrame } from '../../relay/protocol.ts'
import { backoff } from './backoff.ts'
import {
  CLOSED,
  shownOf,
  type Connection,
  type ConnectionEvent,
  type ConnectionState,
} from './connection.ts'
import type { Channel, Follower } from './follower.ts'
import { acknowledging, asking, subscribing, tokenFor, unsubscribing } from './frames.ts'
import { isSeen, watchPage, type PageEvent, type PageWatch } from './lifecycle.ts'
import { recall, remember } from './memory.ts'
import { startPolling } from './polling.ts'
import { relayClock } from './relay-clock.ts'
import { run, type Start } from './runner.ts'
import { openSocket, type Loss } from './socket.ts'
import { openTabs } from './tabs.ts'

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

/** How often the relay says something at least, unless it says otherwise, in ms. */
const RHYTHM = 25_000

/** How long a connection may be neither live nor polling until it is missed, in ms. */
const MISSED = 10_000

/** When history goes on under another name, pages ask at moments of their own within so many ms. */
const SPREAD = 20_000

/** `relay` ends with a slash. Nothing runs while nobody follows anything. */
export function openChannel(relay: string): Channel {
  let followers: Follower[] = []
  /** What the relay has been told of. */
  let said: Follower[] = []
  /** While somebody follows something. */
  let page: PageWatch | undefined
  let stopGlancing: (() => void) | undefined
  let isPolled = false
  let connection: Connection = 'connecting'
  let rhythm = RHYTHM
  const clock = relayClock()
  /** What the relay has been told that was shown: on this connection, for another may have lost it. */
  const acknowledged = new Set<string>()
  /** Orders and customers that the relay wants polled. */
  const polled = new Set<string | undefined>()
  /** The history, as the last heartbeat named it. */
  let epoch = ''
  let spreading: ReturnType<typeof setTimeout> | undefined
  /** When the relay wants us back, by the one clock that nobody can set. */
  let wantedAt = 0

  const start: Start = {
    socket() {
      try {
        const url = `${relay.replace(/^http/, 'ws')}ws`
        return openSocket(url, hearSocket, () => runner.dispatch('silent'), lose)
      } catch {
        // No address for a socket, or none that this page may open.
        return runner.after(0, 'refused')
      }
    },
    settling: () => runner.after(SETTLED_AFTER, 'settled'),
    patience: () => runner.after(runner.state.name === 'probing' ? DOUBT : PATIENCE, 'overdue'),
    backoff: () => runner.after(untilRetry(runner.state), 'retry'),
    polling: () => ({ stop: poll() }),
    tabs: () => openTabs(relay, (seen) => followers.forEach((each) => each.sight(seen))),
  }

  const begin = () => run({ ...CLOSED, sockets: recall(relay) }, start, changed)
  let runner = begin()

  const untilWanted = () => wantedAt - performance.now()

  function untilRetry({ name, sockets, failures }: ConnectionState): number {
    if (name === 'drained') return untilWanted()
    return sockets === 'rarely' ? RARELY + Math.random() * GLANCE : backoff(failures, Math.random())
  }

  function changed({ name }: ConnectionState, event: ConnectionEvent): void {
    const { state } = runner
    debug(`${name} → ${state.name} (${event})`)
    remember(relay, state.sockets)
    if (!state.isOverdue) isPolled = false
    show()
  }

  function poll(every?: number): () => void {
    acknowledged.clear()
    return startPolling(
      {
        url: `${relay}poll`,
        frames: () => telling(followers),
        hear: (frame) => hear(frame, true),
        answered(isAnswered) {
          isPolled = isAnswered
          if (!isAnswered) acknowledged.clear()
          show()
        },
        drain,
      },
      every,
    )
  }

  /** `ms`: when to come back. */
  function drain(ms: number): void {
    wantedAt = performance.now() + ms
    if (runner.state.name === 'closed') return
    runner.dispatch('drain')
    runner.restart('backoff')
  }

  /** Whether there is something to follow, a token to do so, and somebody who may look. */
  const isWanted = () => !page?.isAway && followers.some(({ token }) => token)

  /** Not before the relay said, though the page may have rested meanwhile. */
  function review(event: 'open' | 'back' | 'lost' = 'open'): void {
    const isEarly = runner.state.name === 'closed' && untilWanted() > 0
    runner.dispatch(!isWanted() ? 'close' : isEarly ? 'drain' : event)
  }

  const some = (wish: 'background' | 'debug') => followers.some(({ topic }) => topic[wish])

  function show(): void {
    const next = shownOf(runner.state, isPolled, page?.isOnline ?? true)
    if (next === connection) return
    connection = next
    for (const follower of followers) {
      if (!isAnswering()) follower.silence.look(MISSED)
      follower.tell('connection', next)
    }
  }

  const isAnswering = () => connection === 'live' || connection === 'polling'

  function lose(loss: Loss, code?: number): void {
    for (const follower of code === NOT_OUR_PROTOCOL ? followers : []) {
      follower.fail('not_our_protocol', 'The relay does not understand this page.')
    }
    // A network that lets polls through is there: it is the socket that it does not like.
    runner.dispatch(loss === 'eaten' && !isPolled ? 'lost' : loss)
  }

  function live(event: PageEvent, { isAway }: PageWatch): void {
    if (event === 'tick') return followers.forEach(({ silence }) => silence.look())
    const wasOpening = runner.state.name === 'connecting'
    // What the network does must not wake a page that rests.
    if (event === 'offline' && isAway) return show()
    isPolled = false
    stopGlancing?.()
    review(event === 'offline' ? 'lost' : 'back')
    if (isAway && some('background')) stopGlancing = poll(GLANCE)
    for (const follower of followers) {
      if (event === 'back') follower.doubt()
      follower.rouse(!isAway)
    }
    // What lies in the queue of a socket that was opening says nothing of now.
    if (wasOpening && runner.state.name === 'connecting') runner.restart('socket')
    // What the page looked like to itself while it slept means nothing: ask.
    if (runner.state.name === 'probing') {
      runner.running.socket?.probe?.(BACK_TIMEOUT)
      // After the ping: what follows its answer has not lain in a queue.
      send(telling(followers))
    }
    runner.restart('polling')
    show()
  }

  /** What the relay's log calls by the same names: `connection`, and each order by its id. */
  function debug(what: unknown): void {
    if (some('debug')) console.debug('payment-status', what)
  }

  function hearSocket(frame: RelayFrame, isProof: boolean): void {
    debug(frame)
    const { type } = frame
    if (type === 'connected') {
      rhythm = frame.heartbeat || RHYTHM
      clock.set(frame.now, true)
      acknowledged.clear()
      return send(telling(followers))
    }
    // That somebody is there says nothing of what is followed, until a subscription is answered.
    if (isProof && (type === 'subscribed' || runner.state.name === 'probing')) {
      runner.dispatch('heard')
    }
    if (type === 'heartbeat') {
      const isRenamed = epoch && epoch !== frame.epoch
      epoch = frame.epoch
      if (isRenamed) {
        spreading = setTimeout(hear, Math.random() * SPREAD, frame, false)
        return
      }
    }
    if (hear(frame, isProof)) send(shown(followers))
  }

  /** Says whether it was news. What we do not understand of a frame is not for us: an old page survives a new relay. */
  function hear(frame: RelayFrame, isProof: boolean): boolean {
    try {
      return take(frame, isProof)
    } catch {
      return false
    }
  }

  function take(frame: RelayFrame, isProof: boolean): boolean {
    if ('now' in frame) clock.set(frame.now, false)
    if (frame.type === 'drain') drain(frame.after + Math.random() * frame.spread)
    if (frame.type !== 'error') {
      return followers.filter((each) => each.hear(frame, isProof)).length > 0
    }
    const { code } = frame
    if (code === 'poll_instead') {
      for (const topic of frame.orders ?? [frame.customer]) polled.add(topic)
      runner.dispatch('refused')
    } else {
      for (const follower of followers.filter(channel.isHeard)) follower.hear(frame, isProof)
      // Where that took a token, there may be another one that opens the same.
      if (/^token_|^forbidden$/.test(code)) followers.forEach(channel.say)
    }
    return false
  }

  function send(frames: PageFrame[]): void {
    for (const frame of frames) runner.running.socket?.send?.(frame)
  }

  /** What has been shown: of a page that nobody sees, nothing. */
  const shown = (those: readonly Follower[]) => (isSeen() ? acknowledging(those, acknowledged) : [])

  const telling = (those: readonly Follower[]) => [
    ...subscribing(those, followers),
    ...asking(those),
    ...shown(those),
  ]

  /** Tells the relay what it does not know yet: for all of a tick at once, for a page may show many. */
  function flush(): void {
    const unsaid = followers.filter((follower) => !said.includes(follower))
    send([...unsubscribing(said, followers), ...telling(unsaid)])
    if (unsaid[0]) runner.restart('polling')
    said = followers
  }

  const channel: Channel = {
    get connection() {
      return connection
    },
    get now() {
      return clock.now
    },
    get rhythm() {
      return rhythm
    },
    add(follower) {
      page ??= watchPage(live)
      followers = [...followers, follower]
      const { transport, order, customer } = follower.topic
      if (transport === 'polling' || polled.has(order ?? customer)) runner.dispatch('refused')
      if (follower.token) channel.say(follower)
    },
    remove(follower) {
      if (!followers.includes(follower)) return
      followers = followers.filter((other) => other !== follower)
      queueMicrotask(flush)
      review()
      if (followers[0]) return
      stopGlancing?.()
      clearTimeout(spreading)
      page?.stop()
      page = undefined
      // Whoever comes next may want a socket.
      runner = begin()
    },
    say(follower) {
      said = said.filter((other) => other !== follower)
      queueMicrotask(flush)
      review()
    },
    isHeard: ({ topic, token }) => token === tokenFor(topic, followers),
    announce: ({ id, epoch, version }) => runner.running.tabs?.tell({ id, epoch, version }),
    review,
  }
  return channel
}
