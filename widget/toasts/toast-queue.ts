/** Which toasts are shown, which wait, and how long each still has. Pure. */

/** So many at once: more are not read, but waited out. */
const MOST = 3

/** Of more than so many that wait, one toast tells how many they are: after an absence, or when all comes at once. */
const FEW = 10

/** The id of that toast. */
const AWAY = 'away'

/** How long a toast is shown, in ms: as long as its words take to read, within these. */
const SHORTEST = 6_000
const LONGEST = 8_000
const BEFORE = 4_000
const A_CHARACTER = 40

export interface Toast<Content> {
  /** Of what it is news: a later one of the same takes its place. */
  readonly id: string
  /** How long it is shown, in ms. Infinity: until somebody dismisses it. */
  readonly ms: number
  /** The change that it tells of; of several, it tells only how many they are. */
  readonly contents: readonly Content[]
}

/** A toast in the queue. */
export interface Entry<Content> {
  readonly toast: Toast<Content>
  /** What it still has, in ms. */
  readonly left: number
  /** Aside: a failure that was shown, and made room. It comes back once nothing waits. */
  readonly place: 'shown' | 'waiting' | 'aside'
}

/** Why time stands still. */
export type Pause = 'pointer' | 'focus' | 'hidden'

export interface ToastQueue<Content> {
  /** In each place, who came there first is first. */
  readonly entries: readonly Entry<Content>[]
  readonly pauses: readonly Pause[]
  /** When it was so, in ms of a clock that only goes forward. */
  readonly at: number
}

export type ToastEvent<Content> =
  /** What came at once: one change, or all while nobody was looking. */
  | { type: 'add'; toasts: readonly Toast<Content>[] }
  /** Somebody has read it, here or in another tab. */
  | { type: 'drop'; id: string }
  | { type: 'pause' | 'resume'; by: Pause }
  /** Nothing but time. */
  | { type: 'tick' }

export const EMPTY: ToastQueue<never> = { entries: [], pauses: [], at: 0 }

/** How long `text` is shown. */
export const readingTime = ({ length }: string): number =>
  Math.min(Math.max(BEFORE + length * A_CHARACTER, SHORTEST), LONGEST)

/** The queue at `now`, after `event`. */
export function next<Content>(
  before: ToastQueue<Content>,
  event: ToastEvent<Content>,
  now: number,
): ToastQueue<Content> {
  // Who waits takes what became free before anything else comes.
  return filled(after(filled(passed(before, now)), event))
}

/** Oldest first. */
export const shownOf = <Content>({ entries }: ToastQueue<Content>): Entry<Content>[] =>
  entries.filter(({ place }) => place === 'shown')

/** In how many ms the next toast ends; Infinity: none does by itself. */
export const untilNext = (queue: ToastQueue<unknown>): number =>
  queue.pauses[0] ? Infinity : Math.min(...shownOf(queue).map(({ left }) => left))

/** How many changes have no place. */
export const waitingCount = ({ entries }: ToastQueue<unknown>): number =>
  entries.flatMap(({ toast, place }) => (place === 'shown' ? [] : toast.contents)).length

/**
 * Time goes on for what is shown, unless it stands still. Never further than to where the first one ends: a computer
 * that has slept must not end what nobody has read.
 */
function passed<Content>(queue: ToastQueue<Content>, now: number): ToastQueue<Content> {
  const ran = queue.pauses[0] ? 0 : Math.min(Math.max(now - queue.at, 0), untilNext(queue))
  const entries = queue.entries
    .map((entry) => (entry.place === 'shown' ? { ...entry, left: entry.left - ran } : entry))
    .filter(({ left }) => left > 0)
  return { ...queue, entries, at: Math.max(now, queue.at) }
}

function after<Content>(
  queue: ToastQueue<Content>,
  event: ToastEvent<Content>,
): ToastQueue<Content> {
  const { entries, pauses } = queue
  switch (event.type) {
    case 'add':
      return { ...queue, entries: summed(event.toasts.reduce(put, entries)) }
    case 'drop':
      return { ...queue, entries: entries.filter(({ toast }) => toast.id !== event.id) }
    case 'pause':
    case 'resume': {
      const others = pauses.filter((by) => by !== event.by)
      return { ...queue, pauses: event.type === 'pause' ? [...others, event.by] : others }
    }
    case 'tick':
      return queue
  }
}

/** In the place of the same, if there is one; else it waits. */
function put<Content>(
  entries: readonly Entry<Content>[],
  toast: Toast<Content>,
): readonly Entry<Content>[] {
  const is = (entry: Entry<Content>) => entry.toast.id === toast.id
  const entry: Entry<Content> = { toast, left: toast.ms, place: 'waiting' }
  return entries.some(is)
    ? entries.map((each) => (is(each) ? { ...entry, place: placeOf(each) } : each))
    : [...entries, entry]
}

/** Who has news of its own is not aside any more. */
const placeOf = ({ place }: Entry<unknown>): Entry<unknown>['place'] =>
  place === 'shown' ? place : 'waiting'

/** One for all that wait, if they are many. It stays, where one of them would. */
function summed<Content>(entries: readonly Entry<Content>[]): readonly Entry<Content>[] {
  const waiting = entries.filter(({ place }) => place === 'waiting')
  if (waiting.length <= FEW) return entries
  const earlier = entries.filter((each) => each.toast.id === AWAY && !waiting.includes(each))
  const toasts = [...earlier, ...waiting].map(({ toast }) => toast)
  return put(
    entries.filter((each) => !waiting.includes(each)),
    {
      id: AWAY,
      ms: toasts.some(({ ms }) => ms === Infinity) ? Infinity : SHORTEST,
      contents: toasts.flatMap(({ contents }) => contents),
    },
  )
}

/** The next get the places that are free; but nothing is shown to nobody. Failures that stay keep no place from others. */
function filled<Content>(queue: ToastQueue<Content>): ToastQueue<Content> {
  const { entries, pauses } = queue
  const shown = shownOf(queue)
  const waiting = entries.find(({ place }) => place === 'waiting')
  const isFull = shown.length >= MOST
  const isStuck = waiting && shown.every(({ left }) => left === Infinity)
  const moved = !isFull
    ? (waiting ?? entries.find(({ place }) => place === 'aside'))
    : isStuck && shown[0]
  if (!moved || pauses.includes('hidden')) return queue
  const others = entries.filter((each) => each !== moved)
  return filled({
    ...queue,
    entries: [...others, { ...moved, place: isFull ? 'aside' : 'shown' }],
  })
}
