/**
 * The connection as a pure state machine.
 *
 * `transition` says where an event leads, `activities` what runs while we are there. Nothing in this
 * file touches a socket, a timer or a clock: channel.ts does.
 */

export interface ConnectionState {
  readonly name: 'closed' | 'offline' | 'connecting' | 'live' | 'waiting' | 'drained' | 'polling'
  /** Attempts in a row that did not lead to a connection that held. */
  readonly failures: number
  /** We have been without a live socket for longer than a shopper should be. */
  readonly isOverdue: boolean
}

export type ConnectionEvent =
  | 'open' // somebody follows an order, and has a token; or the browser has a network again
  | 'poll' // the same, where no socket is wanted
  | 'connected' // the relay sent its first frame
  | 'settled' // and the connection has held for a while
  | 'lost' // the socket closed, or fell silent
  | 'overdue' // still no live socket
  | 'retry' // the backoff has passed, or the page has come back
  | 'drain' // the relay restarts, and has said when to come back
  | 'refused' // the relay will not talk over a socket
  | 'offline' // the browser has no network
  | 'close' // nobody follows anything any more

export type Activity = 'socket' | 'settling' | 'patience' | 'backoff' | 'polling'

/** What a page can show. */
export type Connection = 'offline' | 'connecting' | 'live' | 'polling'

type Name = ConnectionState['name']
type Step = (state: ConnectionState) => ConnectionState

const to =
  (name: Name, change: Partial<ConnectionState> = {}): Step =>
  (state) => ({ ...state, name, ...change })

export const CLOSED: ConnectionState = { name: 'closed', failures: 0, isOverdue: false }

const closed: Step = () => CLOSED
const offline = to('offline')
const connecting = to('connecting')
const drained: Step = () => ({ ...CLOSED, name: 'drained' })
const polling = to('polling')
const failed: Step = (state) => ({ ...state, name: 'waiting', failures: state.failures + 1 })
const overdue: Step = (state) => ({ ...state, isOverdue: true })

const begin = { open: connecting, poll: polling }
const anywhere = { close: closed, offline }

const transitions: Readonly<Record<Name, Partial<Record<ConnectionEvent, Step>>>> = {
  closed: begin,
  offline: { ...begin, close: closed },
  connecting: {
    ...anywhere,
    connected: to('live', { isOverdue: false }),
    lost: failed,
    overdue,
    refused: polling,
    drain: drained,
  },
  // Failures are forgiven once a connection has held, not when it opens: a relay that accepts us and
  // drops us at once would otherwise be asked again at once, for ever.
  live: {
    ...anywhere,
    settled: to('live', { failures: 0 }),
    lost: failed,
    refused: polling,
    drain: drained,
  },
  waiting: { ...anywhere, retry: connecting, overdue },
  drained: { ...anywhere, retry: connecting },
  polling: anywhere,
}

const runsIn: Readonly<Record<Activity, (state: ConnectionState) => boolean>> = {
  socket: ({ name }) => name === 'connecting' || name === 'live',
  settling: ({ name, failures }) => name === 'live' && failures > 0,
  patience: ({ name, isOverdue }) => !isOverdue && (name === 'connecting' || name === 'waiting'),
  backoff: ({ name }) => name === 'waiting' || name === 'drained',
  polling: ({ name, failures, isOverdue }) =>
    name === 'polling' ||
    ((name === 'connecting' || name === 'waiting') && (failures > 0 || isOverdue)),
}

/** The state after `event`. An event without meaning here, such as a late one, changes nothing. */
export function transition(state: ConnectionState, event: ConnectionEvent): ConnectionState {
  return transitions[state.name][event]?.(state) ?? state
}

/** What runs in `state`: started on the way in, stopped on the way out. */
export function activities(state: ConnectionState): ReadonlySet<Activity> {
  const all = Object.keys(runsIn) as Activity[]
  return new Set(all.filter((activity) => runsIn[activity](state)))
}

/** What to show of `state`. `isPolled`: the last poll was answered. */
export function shown({ name }: ConnectionState, isPolled: boolean): Connection {
  if (name === 'live' || name === 'offline') return name
  return isPolled ? 'polling' : 'connecting'
}
