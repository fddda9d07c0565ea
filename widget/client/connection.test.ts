import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  activities,
  CLOSED,
  shownOf,
  transition,
  type ConnectionEvent,
  type ConnectionState,
} from './connection.ts'

/** Tells a story: what happened to a closed connection, one event after the other. */
const after = (...events: ConnectionEvent[]): ConnectionState => events.reduce(transition, CLOSED)

/** What runs then, besides telling other tabs: that runs wherever anything does. */
const running = (...events: ConnectionEvent[]) =>
  activities(after(...events))
    .filter((activity) => activity !== 'tabs')
    .sort()

const EVENTS = Object.keys({
  open: 0,
  heard: 0,
  settled: 0,
  silent: 0,
  lost: 0,
  eaten: 0,
  refused: 0,
  overdue: 0,
  retry: 0,
  drain: 0,
  back: 0,
  close: 0,
} satisfies Record<ConnectionEvent, 0>) as ConnectionEvent[]

/** What may still arrive for a connection that nobody needs: all but a new beginning. */
const LATE = EVENTS.filter((event) => !['open', 'back', 'refused'].includes(event))

const story = fc.array(fc.constantFrom(...EVENTS), { maxLength: 40 })

describe('a connection', () => {
  it('tries a socket first, and polls only once that has taken too long', () => {
    expect(running('open')).toEqual(['patience', 'socket'])
    expect(running('open', 'overdue')).toEqual(['polling', 'socket'])
  })

  it('polls from the first failed attempt on, while it tries for another socket', () => {
    expect(running('open', 'lost')).toEqual(['backoff', 'polling'])
    expect(running('open', 'lost', 'retry')).toEqual(['polling', 'socket'])
  })

  it('does nothing at once after a loss: a relay that restarts must not meet a herd', () => {
    expect(running('open', 'heard', 'lost')).toEqual(['backoff', 'patience'])
  })

  it('counts connections that did not hold as failures', () => {
    expect(after('open', 'heard', 'lost', 'retry', 'heard', 'lost').failures).toBe(2)
  })

  it('forgives failures once a connection has held', () => {
    const held = after('open', 'lost', 'retry', 'heard', 'settled')
    expect(held).toMatchObject({ name: 'live', failures: 0 })
    expect(activities(held)).not.toContain('settling')
  })

  it('neither connects nor polls while the relay restarts, not even for who comes back', () => {
    expect(running('open', 'heard', 'drain')).toEqual(['backoff'])
    expect(running('open', 'lost', 'drain', 'back')).toEqual(['backoff'])
    expect(running('open', 'heard', 'drain', 'retry')).toContain('socket')
  })

  it('is not in a hurry after a restart that was announced', () => {
    expect(running('open', 'lost', 'retry', 'heard', 'drain', 'retry')).not.toContain('polling')
  })

  it('only polls, for good, when the relay or the page wants no socket', () => {
    expect(running('open', 'refused')).toEqual(['polling'])
    expect(running('open', 'heard', 'refused')).toEqual(['polling'])
    expect(running('refused', 'open')).toEqual(['polling'])
    expect(running('refused', 'open', 'close', 'back')).toEqual(['polling'])
    expect(running('refused', 'open', 'drain', 'retry')).toEqual(['polling'])
  })

  it('polls on a network that eats what a socket carries, and tries another one later', () => {
    expect(running('open', 'overdue', 'eaten')).toEqual(['backoff', 'polling'])
    expect(running('open', 'overdue', 'eaten', 'retry')).toEqual(['polling', 'socket'])
    expect(running('open', 'eaten', 'retry', 'lost')).toEqual(['backoff', 'polling'])
  })

  it('does not try sooner there, because the page comes back', () => {
    expect(running('open', 'overdue', 'eaten', 'back')).toEqual(['backoff', 'polling'])
    expect(running('open', 'overdue', 'eaten', 'close', 'open')).toEqual(['backoff', 'polling'])
  })

  it('thinks better of a network on which a socket has held', () => {
    expect(after('open', 'overdue', 'eaten', 'retry', 'heard', 'settled').sockets).toBe('wanted')
  })

  it('asks at once when the page is back, whatever the socket believes of itself', () => {
    expect(running('open', 'heard', 'back')).toEqual(['polling', 'socket'])
    expect(running('open', 'heard', 'close', 'back')).toEqual(['polling', 'socket'])
    expect(running('open', 'heard', 'lost', 'back')).toEqual(['polling', 'socket'])
  })

  it('has patience with a relay that is only silent', () => {
    expect(running('open', 'heard', 'silent')).toEqual(['patience', 'socket'])
    expect(running('open', 'heard', 'silent', 'heard')).toEqual(['socket'])
  })

  it.each(LATE)('stays closed on a late "%s"', (late) => {
    expect(after('open', 'close', late)).toEqual(CLOSED)
  })
})

describe('whatever happens, in whatever order', () => {
  /** A story after which the promise does not hold; null if there is none. */
  const broken = (promise: (state: ConnectionState, running: string[]) => boolean) =>
    fc.check(
      fc.property(story, (events) => {
        const state = after(...events)
        return promise(state, activities(state))
      }),
    ).counterexample

  it('it never polls while it is live', () => {
    expect(
      broken(({ name }, running) => name !== 'live' || !running.includes('polling')),
    ).toBeNull()
  })

  it('closing ends everything', () => {
    expect(broken((state) => activities(transition(state, 'close')).length === 0)).toBeNull()
  })

  it('somebody who waits is never left with nothing under way', () => {
    const ways = ['socket', 'polling', 'backoff']
    expect(
      broken(({ name }, running) => name === 'closed' || ways.some((way) => running.includes(way))),
    ).toBeNull()
  })

  it('nobody waits for an answer without either polling or a limit to the wait', () => {
    const waits = ['connecting', 'probing', 'waiting']
    expect(
      broken(
        ({ name }, running) =>
          !waits.includes(name) || running.includes('polling') || running.includes('patience'),
      ),
    ).toBeNull()
  })

  it('no socket is tried where none is wanted', () => {
    expect(
      broken(({ sockets }, running) => sockets !== 'never' || !running.includes('socket')),
    ).toBeNull()
  })
})

describe('what the shopper is shown of it', () => {
  it('is "live" or "polling" only when the relay answers', () => {
    expect(shownOf(after('open', 'heard'), false, true)).toBe('live')
    expect(shownOf(after('open', 'overdue'), true, true)).toBe('polling')
    expect(shownOf(after('open', 'overdue'), false, true)).toBe('connecting')
    expect(shownOf(after('open', 'refused'), false, true)).toBe('connecting')
  })

  it('is "offline" without a network, unless the relay answers all the same', () => {
    expect(shownOf(after('open', 'lost'), false, false)).toBe('offline')
    expect(shownOf(after('open', 'overdue'), true, false)).toBe('polling')
    expect(shownOf(after('open', 'heard'), false, false)).toBe('live')
  })
})
