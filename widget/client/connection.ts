/**
 * The connection as a pure state machine.
 *
 * `transition` says where an event leads, `activities` what runs while we are there. Nothing in this
 * file touches a socket, a timer or a clock: runner.ts and channel.ts do.
 */

export interface ConnectionState {
  readonly name:
    | 'closed' // nobody has anything to follow, or looks
    | 'connecting'
    | 'live'
    | 'probing' // there is a socket, and some doubt that anybody is at its other end
    | 'waiting' // to try a socket: for a while, or for good
    | 'drained' // until the moment that the relay has named
  /** Attempts in a row that did not lead to a connection that held. */
  readonly failures: number
  /** We have been without an answer for longer than a shopper should be: so we poll. */
  readonly isOverdue: boolean
  /** `rarely`: this network eats what a socket carries. `never`: the page or the relay wants none. */
  readonly sockets: 'wanted' | 'rarely' | 'never'
}

export type ConnectionEvent =
  | 'open' // somebody follows something, and has a token
  | 'heard' // the relay has answered over the socket
  | 'settled' // and the connection has held for a while
  | 'silent' // it should have said something by now
  | 'lost' // the socket closed, or does not answer
  | 'eaten' // the same, though polls are answered on this network
  | 'refused' // no socket is wanted, by the relay or by the page
  | 'overdue' // still no answer
  | 'retry' // the wait is over
  | 'drain' // the relay has said when to come back
  | 'back' // seen again, awake again, or the network has changed: nothing is certain
  | 'close' // nobody follows anything any more, or the page rests

export type Activity = 'socket' | 'settling' | 'patience' | 'backoff' | 'polling' | 'tabs'

/** What a page can show. */
export type Connection = 'offline' | 'connecting' | 'live' | 'polling'

type Name = ConnectionState['name']
type Step = (state: ConnectionState) => ConnectionState

export const CLOSED: ConnectionState = {
  name: 'closed',
  failures: 0,
  isOverdue: false,
  sockets: 'wanted',
}

const to =
  (change: Partial<ConnectionState>): Step =>
  (state) => ({ ...state, ...change })

const live = to({ name: 'live', isOverdue: false })
const probing = to({ name: 'probing' })
const overdue = to({ isOverdue: true })
const socketless = to({ sockets: 'never' })
const connecting = to({ name: 'connecting' })
const polling = to({ name: 'waiting', isOverdue: true })
const afresh = { failures: 0, isOverdue: false }

const begin: Step = (state) => (state.sockets === 'wanted' ? connecting : polling)(state)
const tried: Step = (state) => (state.sockets === 'never' ? state : connecting(state))
/** Whoever comes back wants to know now, whether or not a socket gets through. */
const beginAnew: Step = (state) => begin(overdue(state))
const failed: Step = (state) => ({ ...state, name: 'waiting', failures: state.failures + 1 })
const unreached: Step = (state) => failed(overdue(state))

const anywhere = {
  close: to({ name: 'closed', ...afresh }),
  drain: to({ name: 'drained', ...afresh }),
  refused: (state: ConnectionState) => polling(socketless(state)),
}
const unanswered = { ...anywhere, overdue }

const transitions: Readonly<Record<Name, Partial<Record<ConnectionEvent, Step>>>> = {
  closed: {
    open: begin,
    back: beginAnew,
    drain: anywhere.drain,
    refused: socketless,
  },
  connecting: {
    ...unanswered,
    back: overdue,
    heard: live,
    lost: unreached,
    eaten: (state) => ({ ...unreached(state), sockets: 'rarely' }),
  },
  // Failures are forgiven once a connection has held, not when it opens: a relay that accepts us and
  // drops us at once would otherwise be asked again at once, for ever.
  live: {
    ...anywhere,
    settled: to({ failures: 0, sockets: 'wanted' }),
    lost: failed,
    silent: probing,
    back: probing,
  },
  probing: { ...unanswered, heard: live, lost: failed },
  waiting: { ...unanswered, retry: tried, back: beginAnew },
  // Not even who comes back comes back earlier than told.
  drained: { ...anywhere, refused: socketless, retry: begin },
}

const runsIn: Readonly<Record<Activity, (state: ConnectionState) => boolean>> = {
  socket: ({ name }) => ['connecting', 'live', 'probing'].includes(name),
  settling: ({ name, failures, sockets }) =>
    name === 'live' && (failures > 0 || sockets === 'rarely'),
  patience: ({ name, isOverdue }) =>
    !isOverdue && ['connecting', 'probing', 'waiting'].includes(name),
  backoff: ({ name, sockets }) => name === 'drained' || (name === 'waiting' && sockets !== 'never'),
  polling: ({ isOverdue }) => isOverdue,
  tabs: ({ name }) => name !== 'closed',
}

/** The state after `event`. An event without meaning here, such as a late one, changes nothing. */
export function transition(state: ConnectionState, event: ConnectionEvent): ConnectionState {
  return transitions[state.name][event]?.(state) ?? state
}

/** What runs in `state`: started on the way in, stopped on the way out. */
export function activities(state: ConnectionState): Activity[] {
  const all = Object.keys(runsIn) as Activity[]
  return all.filter((activity) => runsIn[activity](state))
}

/** What to show of `state`. `isPolled`: the last poll was answered. `isOnline`: as the browser has it. */
export function shownOf(
  { name }: ConnectionState,
  isPolled: boolean,
  isOnline: boolean,
): Connection {
  if (name === 'live' || name === 'probing') return 'live'
  // An answer proves more than what the browser believes of its network.
  return isPolled ? 'polling' : isOnline ? 'connecting' : 'offline'
}
