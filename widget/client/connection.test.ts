import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  activities,
  CLOSED,
  shown,
  transition,
  type ConnectionEvent,
  type ConnectionState,
} from './connection.ts'

/** Tells a story: what happened to a closed connection, one event after the other. */
const after = (...events: ConnectionEvent[]): ConnectionState => events.reduce(transition, CLOSED)

const running = (...events: ConnectionEvent[]) => [...activities(after(...events))].sort()

const EVENTS = Object.keys({
  open: 0,
  poll: 0,
  connected: 0,
  settled: 0,
  lost: 0,
  overdue: 0,
  retry: 0,
  drain: 0,
  refused: 0,
  offline: 0,
  close: 0,
} satisfies Record<ConnectionEvent, 0>) as ConnectionEvent[]

/** What may still arrive for a connection that nobody needs: all but a new beginning. */
const LATE = EVENTS.filter((event) => event !== 'open' && event !== 'poll')

const story = fc.array(fc.constantFrom(...EVENTS), { maxLength: 40 })

describe('a connection', () => {
  it('tries a socket first, and polls only once that has taken too long', () => {
    expect(running('open')).toEqual(['patience', 'socket'])
    expect(running('open', 'overdue')).toEqual(['polling', 'socket'])
  })

  it('polls from the first loss on, while it tries for another socket', () => {
    expect(running('open', 'connected', 'lost')).toContain('polling')
    expect(running('open', 'connected', 'lost', 'retry')).toEqual(
      expect.arrayContaining(['polling', 'socket']),
    )
  })

  it('counts connections that did not hold as failures', () => {
    expect(after('open', 'connected', 'lost', 'retry', 'connected', 'lost').failures).toBe(2)
  })

  it('forgives failures once a connection has held', () => {
    const held = after('open', 'lost', 'retry', 'connected', 'settled')
    expect(held).toMatchObject({ name: 'live', failures: 0 })
    expect(activities(held)).not.toContain('settling')
  })

  it('neither connects nor polls while the relay restarts, and comes back at the given time', () => {
    expect(running('open', 'connected', 'drain')).toEqual(['backoff'])
    expect(running('open', 'connected', 'drain', 'retry')).toContain('socket')
  })

  it('is not in a hurry after a restart that was announced', () => {
    expect(running('open', 'lost', 'retry', 'connected', 'drain', 'retry')).not.toContain('polling')
  })

  it('only polls when the relay will not talk over a socket', () => {
    expect(running('open', 'refused')).toEqual(['polling'])
    expect(running('open', 'connected', 'refused')).toEqual(['polling'])
  })

  it('never tries a socket where none is wanted, not even after a time without a network', () => {
    expect(running('poll')).toEqual(['polling'])
    expect(running('poll', 'offline', 'poll')).toEqual(['polling'])
  })

  it('does nothing without a network, and begins at once when there is one again', () => {
    expect(running('open', 'connected', 'offline')).toEqual([])
    expect(running('open', 'connected', 'offline', 'open')).toContain('socket')
  })

  it.each(LATE)('stays closed on a late "%s"', (late) => {
    expect(after('open', 'close', late)).toEqual(CLOSED)
  })
})

describe('whatever happens, in whatever order', () => {
  it('it never polls while it is live', () => {
    fc.assert(
      fc.property(story, (events) => {
        const state = after(...events)
        expect(state.name === 'live' && activities(state).has('polling')).toBe(false)
      }),
    )
  })

  it('closing ends everything', () => {
    fc.assert(
      fc.property(story, (events) => {
        expect(activities(after(...events, 'close')).size).toBe(0)
      }),
    )
  })

  it('somebody who waits is never left with nothing under way', () => {
    fc.assert(
      fc.property(story, (events) => {
        const state = after(...events)
        if (state.name === 'closed' || state.name === 'offline') return
        const wanted = activities(state)
        expect(wanted.has('socket') || wanted.has('polling') || wanted.has('backoff')).toBe(true)
      }),
    )
  })

  it('nobody waits for a socket without either polling or a limit to the wait', () => {
    fc.assert(
      fc.property(story, (events) => {
        const state = after(...events)
        if (state.name !== 'connecting' && state.name !== 'waiting') return
        expect(activities(state).has('polling') || activities(state).has('patience')).toBe(true)
      }),
    )
  })
})

describe('what the shopper is shown of it', () => {
  it('is "live" or "polling" only when the relay answers', () => {
    expect(shown(after('open', 'connected'), false)).toBe('live')
    expect(shown(after('open', 'overdue'), true)).toBe('polling')
    expect(shown(after('open', 'overdue'), false)).toBe('connecting')
    expect(shown(after('open', 'refused'), false)).toBe('connecting')
  })

  it('is "offline" without a network, whatever the last poll said', () => {
    expect(shown(after('open', 'offline'), true)).toBe('offline')
  })
})
