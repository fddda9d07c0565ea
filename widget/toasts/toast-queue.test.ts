import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  EMPTY,
  next,
  readingTime,
  shownOf,
  untilNext,
  waitingCount,
  type Pause,
  type Toast,
  type ToastEvent,
  type ToastQueue,
} from './toast-queue.ts'

type Queue = ToastQueue<string>
type Event = ToastEvent<string>

const toast = (id: string, ms = 6_000): Toast<string> => ({ id, ms, contents: [id] })

/** The queue after these, each at its time. */
const after = (...events: [now: number, event: Event][]): Queue =>
  events.reduce<Queue>((queue, [now, event]) => next(queue, event, now), EMPTY)

const add = (...ids: string[]): Event => ({ type: 'add', toasts: ids.map((id) => toast(id)) })
const ids = (queue: Queue) => shownOf(queue).map(({ toast: { id } }) => id)
const all = ({ entries }: Queue) => entries.map((entry) => entry.toast)
const many = (count: number) => Array.from({ length: count }, (_, each) => `${each}`)

describe('toasts', () => {
  it('are three at most; the rest wait, are counted, and get their turn', () => {
    const queue = after([0, add('a', 'b', 'c', 'd', 'e')])
    expect(ids(queue)).toEqual(['a', 'b', 'c'])
    expect(waitingCount(queue)).toBe(2)
    const later = next(queue, { type: 'tick' }, 6_000)
    expect(ids(later)).toEqual(['d', 'e'])
    expect(waitingCount(later)).toBe(0)
  })

  it('are a sum and not a hundred, after a long absence', () => {
    const queue = after([0, add(...many(37))])
    expect(shownOf(queue).map(({ toast: { contents } }) => contents)).toEqual([many(37)])
    expect(waitingCount(queue)).toBe(0)
  })

  it('are a sum, too, when more than ten that came one by one would have to wait', () => {
    const queue = after(...many(14).map((id): [number, Event] => [0, add(id)]))
    expect(ids(queue)).toEqual(['0', '1', '2'])
    expect(waitingCount(queue)).toBe(11)
    expect(shownOf(next(queue, { type: 'tick' }, 6_000))).toMatchObject([
      { toast: { id: 'away', contents: many(14).slice(3) } },
    ])
  })

  it('are one sum, though somebody was away twice; it counts nothing twice', () => {
    const queue = after([0, add('1', 'other')], [1, add(...many(37))], [2, add(...many(12))])
    expect(shownOf(queue).map(({ toast: { id, contents } }) => [id, contents.length])).toEqual([
      ['1', 1],
      ['other', 1],
      ['away', 47],
    ])
  })

  it('of the same order or notification take the place of the earlier one, with their own time', () => {
    const queue = after([0, add('a', 'b')], [5_000, add('a')])
    expect(ids(queue)).toEqual(['a', 'b'])
    expect(shownOf(queue).map(({ left }) => left)).toEqual([6_000, 1_000])
  })

  it('that tell of a failure stay, alone or in a sum, until they are dismissed', () => {
    const failure = toast('f', Infinity)
    const alone = after([0, { type: 'add', toasts: [failure] }])
    expect(untilNext(alone)).toBe(Infinity)
    expect(ids(next(alone, { type: 'tick' }, 1e9))).toEqual(['f'])
    expect(ids(next(alone, { type: 'drop', id: 'f' }, 1e9))).toEqual([])
    const toasts = [...many(20).map((id) => toast(id)), failure]
    expect(untilNext(after([0, { type: 'add', toasts }]))).toBe(Infinity)
  })

  it('that stay keep no place from news: the oldest failure is counted, and comes back', () => {
    const failures = ['f', 'g', 'h'].map((id) => toast(id, Infinity))
    const full = after([0, { type: 'add', toasts: failures }])
    const queue = next(full, add('a', 'b'), 1)
    expect(ids(queue)).toEqual(['g', 'h', 'a'])
    expect(waitingCount(queue)).toBe(2)
    const later = next(queue, { type: 'tick' }, 6_001)
    expect(ids(later)).toEqual(['g', 'h', 'b'])
    expect(ids(next(later, { type: 'tick' }, 12_001))).toEqual(['g', 'h', 'f'])
  })

  it('go on with what was left, after the pointer, the focus or another tab kept them', () => {
    for (const by of ['pointer', 'focus', 'hidden'] as const) {
      const paused = after([0, add('a')], [2_000, { type: 'pause', by }])
      expect(untilNext(paused)).toBe(Infinity)
      expect(untilNext(next(paused, { type: 'resume', by }, 90_000))).toBe(4_000)
    }
  })

  it('stand still until the last reason to is over', () => {
    const both = after(
      [0, add('a')],
      [1_000, { type: 'pause', by: 'pointer' }],
      [2_000, { type: 'pause', by: 'focus' }],
      [3_000, { type: 'resume', by: 'pointer' }],
    )
    expect(untilNext(both)).toBe(Infinity)
    expect(untilNext(next(both, { type: 'resume', by: 'focus' }, 9_000))).toBe(5_000)
  })

  it('are not shown to nobody: in a hidden tab they wait', () => {
    const hidden = after([0, { type: 'pause', by: 'hidden' }], [1, add('a')])
    expect(ids(hidden)).toEqual([])
    const seen = next(hidden, { type: 'resume', by: 'hidden' }, 60_000)
    expect(shownOf(seen)).toMatchObject([{ toast: toast('a'), left: 6_000 }])
  })

  it('do not vanish the instant a computer wakes up', () => {
    const slept = next(after([0, add('a')], [3_000, add('b')]), { type: 'tick' }, 3_600_000)
    expect(shownOf(slept)).toMatchObject([{ toast: { id: 'b' }, left: 3_000 }])
  })

  it('are shown as long as their words take to read: 6 to 8 seconds', () => {
    expect(['', 'x'.repeat(75), 'x'.repeat(500)].map(readingTime)).toEqual([6_000, 7_000, 8_000])
  })
})

const PAUSES: readonly Pause[] = ['pointer', 'focus', 'hidden']
const A_TOAST = fc
  .record({ id: fc.nat(40).map(String), ms: fc.constantFrom(6_000, 7_000, 8_000, Infinity) })
  .map(({ id, ms }) => toast(id, ms))
const AN_EVENT: fc.Arbitrary<Event> = fc.oneof(
  fc
    .uniqueArray(A_TOAST, { selector: ({ id }) => id, minLength: 1, maxLength: 25 })
    .map((toasts) => ({ type: 'add', toasts }) as const),
  fc.nat(40).map((id) => ({ type: 'drop', id: `${id}` }) as const),
  fc.constantFrom(...PAUSES).map((by) => ({ type: 'pause', by }) as const),
  fc.constantFrom(...PAUSES).map((by) => ({ type: 'resume', by }) as const),
  fc.constant({ type: 'tick' } as const),
)
/** Events, each so long after the one before; clocks are seen to jump. */
const STORY = fc.array(
  fc.tuple(fc.oneof(fc.nat(9_000), fc.integer({ min: -50, max: 1e7 })), AN_EVENT),
)

/** Plays a story, and hands over each step of it. */
function play(
  story: readonly [ms: number, event: Event][],
  look: (queue: Queue, before: Queue, event: Event, ran: number) => void,
): void {
  let queue: Queue = EMPTY
  let now = 0
  for (const [ms, event] of story) {
    const before = queue
    now += ms
    queue = next(before, event, now)
    look(queue, before, event, Math.max(now - before.at, 0))
  }
}

const sum = (toasts: readonly Toast<string>[]) =>
  toasts.reduce((total, { contents }) => total + contents.length, 0)

describe('whatever happens', () => {
  it('three are shown at most, none while the tab is hidden that was not, none with no time left', () => {
    fc.assert(
      fc.property(STORY, (story) =>
        play(story, (queue, before) => {
          expect(shownOf(queue).length).toBeLessThanOrEqual(3)
          expect(new Set(all(queue).map(({ id }) => id)).size).toBe(all(queue).length)
          for (const { toast: each, left } of shownOf(queue)) {
            expect(left).toBeGreaterThan(0)
            expect(left).toBeLessThanOrEqual(each.ms)
          }
          if (queue.pauses.includes('hidden') && before.pauses.includes('hidden')) {
            expect(shownOf(queue).length).toBeLessThanOrEqual(shownOf(before).length)
          }
          // Nobody waits before an empty place; nor news, never shown, behind failures that stay.
          const places = queue.entries.map(({ place }) => place)
          if (waitingCount(queue) && !queue.pauses.includes('hidden')) {
            expect(shownOf(queue)).toHaveLength(3)
          }
          if (places.includes('waiting') && !queue.pauses.includes('hidden')) {
            expect(shownOf(queue).some(({ left }) => left < Infinity)).toBe(true)
          }
        }),
      ),
    )
  })

  it('each change is shown or counted exactly once: nothing is lost, and nothing told twice', () => {
    fc.assert(
      fc.property(STORY, (story) =>
        play(story, (queue, before, event) => {
          // Time ends what it may; then the event takes or adds what it says, and no more.
          const timely = next(before, { type: 'tick' }, queue.at)
          const added = event.type === 'add' ? event.toasts : []
          const dropped = event.type === 'drop' ? [event.id] : []
          const overtaken = [...added.map(({ id }) => id), ...dropped]
          const kept = all(timely).filter(({ id }) => !overtaken.includes(id))
          expect(sum(all(queue))).toBe(sum(kept) + sum(added))
          const told = new Set(all(queue).flatMap(({ contents }) => contents))
          for (const { contents } of kept) for (const each of contents) expect(told).toContain(each)
          // What is shown is never taken into a sum, or changed.
          for (const { toast: each } of shownOf(timely)) {
            if (kept.includes(each) && each.id !== 'away') expect(all(queue)).toContain(each)
          }
        }),
      ),
    )
  })

  it('they are shown in the order in which they came, but for failures that made room', () => {
    fc.assert(
      fc.property(STORY, (story) =>
        play(story, (queue, before) => {
          const idsOf = (each: Queue) =>
            [...shownOf(each), ...each.entries.filter(({ place }) => place === 'waiting')]
              .map((entry) => entry.toast)
              .filter(({ id, ms }) => id !== 'away' && ms < Infinity)
              .map(({ id }) => id)
          const old = idsOf(next(before, { type: 'tick' }, queue.at))
          const now = idsOf(queue)
          const stayed = old.filter((id) => now.includes(id))
          expect(now.filter((id) => old.includes(id))).toEqual(stayed)
        }),
      ),
    )
  })

  it('each is shown for as long as it should be, with the time it stood still besides', () => {
    fc.assert(
      fc.property(STORY, (story) => {
        const seen = new Map<string, { toast: Toast<string>; ran: number }>()
        play(story, (queue, before, _, ran) => {
          const step = Math.min(ran, untilNext(before))
          for (const { toast: each } of shownOf(before)) {
            const entry = seen.get(each.id)
            if (entry && !before.pauses[0]) entry.ran += step
          }
          for (const { toast: each, left } of shownOf(queue)) {
            const entry = seen.get(each.id)
            const isSame =
              entry?.toast === each && shownOf(before).some((one) => one.toast === each)
            const { ran: total } = isSame ? entry : { ran: 0 }
            if (!isSame) seen.set(each.id, { toast: each, ran: 0 })
            if (left < Infinity) expect(left + total).toBeCloseTo(each.ms, 3)
          }
        })
        expect(seen.size).toBeLessThanOrEqual(42)
      }),
    )
  })
})
