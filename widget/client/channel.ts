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
import { showing, asking, subscribing, tokenFor, unsubscribing, wireText } from './frames.ts'
import { isSeen, watchPage, type PageEvent, type PageWatch } from './lifecycle.ts'
import { recall, remember } from './memory.ts'
import { startPolling } from './polling.ts'
import { relayClock } from './relay-clock.ts'
import { run, type Start } from './runner.ts'
import { CONNECT_TIMEOUT, openSocket, type Loss } from './socket.ts'
import { openTabs } from './tabs.ts'
import { isForPolling } from './tokens.ts'
import { watchAddress } from './wrong-address.ts'

/** How long a socket must hold before earlier failures are forgiven, in ms. */
const SETTLED_AFTER = 5_000

/** How long a socket may take at the most, where none was quicker, in ms. */
const LONGEST_TIMEOUT = 32_000

/** How long a shopper should wait for an answer before polling steps in: at first, and in doubt. In ms. */
const PATIENCE = 2_500
const DOUBT = 500

/** How long a socket may take to show that it outlived the page's absence, in ms. */
const BACK_TIMEOUT = 2_000

/** Between two tries of a socket where sockets are eaten, and two glances of a page that rests. In ms. */
const RARELY = 300_000
const GLANCE = 60_000

/** How long a page that follows nothing keeps its socket: what comes next may need it. In ms. */
const GRACE = 5_000

/** How often the relay says something at least, unless it says otherwise, in ms. */
const RHYTHM = 25_000

/** How long a connection may be neither live nor polling until it is missed, in ms. */
const MISSED = 10_000

/** Between two of what says what was shown, in ms. */
const ACKNOWLEDGE = 500

/** When history goes on under another name, pages ask at moments of their own within so many ms. */
const SPREAD = 20_000

/** `relay` ends with a slash. Nothing runs while nobody follows anything. */
export function openChannel(relay: string): Channel {
  let followers: Follower[] = []
  /** What the relay has been told of. */
  const said = new Set<Follower>()
  /** And of those that are gone since. */
  let gone: Follower[] = []
  /** While somebody follows something. */
  let page: PageWatch | undefined
  let stopGlancing: (() => void) | undefined
  let isPolled = false
  let connection: Connection = 'connecting'
  let rhythm = RHYTHM
  /** How long a socket may take to its first answer, in ms. */
  let timeout = CONNECT_TIMEOUT
  const clock = relayClock()
  const lookAt = watchAddress(relay)
  let wasHeard = false
  /** What the relay has been told that was shown: on this connection, for another may have lost it. */
  const acknowledged = new Set<string>()
  /** The history, as the last heartbeat named it. */
  let epoch = ''
  let spreading: ReturnType<typeof setTimeout> | undefined
  let closing: ReturnType<typeof setTimeout> | undefined
  let acknowledging: ReturnType<typeof setTimeout> | undefined
  /** When the relay wants us back, by the one clock that nobody can set. */
  let wantedAt = 0

  const start: Start = {
    socket() {
      try {
        const url = `${relay.replace(/^http/, 'ws')}ws`
        return openSocket(url, timeout, hearSocket, () => runner.dispatch('silent'), lose)
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

  let sockets = recall(relay)
  const begin = () => run({ ...CLOSED, sockets }, start, changed)
  let runner = begin()

  const untilWanted = () => wantedAt - performance.now()

  function untilRetry({ name, sockets, failures }: ConnectionState): number {
    if (name === 'drained') return untilWanted()
    return sockets === 'rarely' ? RARELY + Math.random() * GLANCE : backoff(failures, Math.random())
  }

  function changed({ name }: ConnectionState, event: ConnectionEvent): void {
    const { state } = runner
    debug(`${name} → ${state.name} (${event})`)
    // That a page wants none says nothing of the next.
    if (state.sockets !== 'never') remember(relay, (sockets = state.sockets))
    if (!state.isOverdue) isPolled = false
    show()
  }

  function poll(every?: number): () => void {
    acknowledged.clear()
    return startPolling(
      {
        url: `${relay}poll`,
        frames,
        hear: (frame) => hear(frame, true),
        answered(isAnswered, status) {
          isPolled = isAnswered
          if (!isAnswered) {
            acknowledged.clear()
            wonder(status)
          }
          show()
        },
        drain,
      },
      every,
    )
  }

  /** In as many polls as it takes: the relay takes 64 KiB of one, and 100 frames. */
  function frames(turn: number) {
    const all = subscribing(followers, followers)
    const turns = Math.ceil(Math.max(all.length / 80, wireText(all).length / 28_000, 1))
    const those = followers.filter((_, each) => each % turns === turn % turns)
    return { frames: telling(those, 200), turns }
  }

  /** Where nobody has ever spoken as a relay does, there may be none: which is for the merchant to mend. */
  function wonder(status = 0): void {
    const wrong = wasHeard || page?.isOnline === false ? undefined : lookAt(status)
    if (wrong) for (const follower of followers) follower.fail(wrong.code, wrong.message)
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
    clearTimeout(closing)
    const isEarly = runner.state.name === 'closed' && untilWanted() > 0
    if (isWanted()) return runner.dispatch(isEarly ? 'drain' : event)
    // One order after the other, or one whose token is on its way, would open a socket each.
    const isKept = globalThis.document && !page?.isAway && runner.running.socket
    if (isKept) closing = setTimeout(close, GRACE)
    else close()
  }

  function close(): void {
    runner.dispatch('close')
    if (followers[0]) return
    stopGlancing?.()
    clearTimeout(spreading)
    clearTimeout(acknowledging)
    acknowledging = undefined
    page?.stop()
    page = undefined
    // Whoever comes next may want a socket.
    runner = begin()
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
    // Given up too early on a slow network, it would be each time.
    if (loss === 'eaten') timeout = Math.min(2 * timeout, LONGEST_TIMEOUT)
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

  function hearSocket(frame: RelayFrame, isNow: boolean): void {
    debug(frame)
    const { type } = frame
    // What lay in the queue while the page slept is no proof, but still says when to come back.
    const isProof = isNow && type !== 'drain' && !(isSeen() && page?.hasSlept())
    if (type === 'connected') {
      debug(`connection ${frame.connection}`)
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
    if (hear(frame, isProof)) acknowledge()
  }

  /** At once; and then not sooner than the relay's bucket fills, for hundreds may change at the same time. */
  function acknowledge(): void {
    if (acknowledging) return
    const frames = shown(followers)
    send(frames)
    if (frames[0]) acknowledging = setTimeout(acknowledgeMore, ACKNOWLEDGE)
  }

  function acknowledgeMore(): void {
    acknowledging = undefined
    acknowledge()
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
    wasHeard = true
    if ('now' in frame) clock.set(frame.now, false)
    if (frame.type === 'drain') drain(frame.after + Math.random() * frame.spread)
    if (frame.type !== 'error') {
      return followers.filter((each) => each.hear(frame, isProof)).length > 0
    }
    const { code } = frame
    if (code === 'poll_instead') {
      remember(relay, (sockets = 'never'))
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
  const shown = (those: readonly Follower[], most = Infinity) =>
    isSeen() ? showing(those, acknowledged, most) : []

  const telling = (those: readonly Follower[], most?: number) => [
    ...subscribing(those, followers),
    ...asking(those),
    ...shown(those, most),
  ]

  /** Tells the relay what it does not know yet: for all of a tick at once, for a page may show many. */
  function flush(): void {
    const unsaid = followers.filter((follower) => !said.has(follower))
    send([...unsubscribing(gone, followers), ...telling(unsaid)])
    if (unsaid[0]) runner.restart('polling')
    gone = []
    for (const follower of unsaid) said.add(follower)
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
      if (!followers[0]) {
        page?.stop()
        page = watchPage(live)
        // A socket that was kept may have outlived its network.
        if (!page.isOnline) runner.dispatch('close')
      }
      followers = [...followers, follower]
      if (follower.topic.transport === 'polling') runner.dispatch('refused')
    },
    remove(follower) {
      if (!followers.includes(follower)) return
      followers = followers.filter((other) => other !== follower)
      if (said.delete(follower)) gone.push(follower)
      queueMicrotask(flush)
      review()
    },
    say(follower) {
      said.delete(follower)
      if (isForPolling(follower.token ?? '')) runner.dispatch('refused')
      queueMicrotask(flush)
      review()
    },
    isHeard: ({ topic, token }) => token === tokenFor(topic, followers),
    acknowledge: () => send(shown(followers)),
    announce: ({ id, epoch, version }) => runner.running.tabs?.tell({ id, epoch, version }),
    review,
  }
  return channel
}
