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

export interface Shown<Content> {
  readonly toast: Toast<Content>
  /** What it still has, in ms. */
  readonly left: number
}

/** Why time stands still. */
export type Pause = 'pointer' | 'focus' | 'hidden'

export interface ToastQueue<Content> {
  /** Oldest first. */
  readonly shown: readonly Shown<Content>[]
  readonly waiting: readonly Toast<Content>[]
  /** Failures that were shown, and made room: they come back once nothing waits. */
  readonly aside: readonly Toast<Content>[]
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

export const EMPTY: ToastQueue<never> = { shown: [], waiting: [], aside: [], pauses: [], at: 0 }

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

/** In how many ms the next toast ends; Infinity: none does by itself. */
export const untilNext = ({ shown, pauses }: ToastQueue<unknown>): number =>
  pauses[0] ? Infinity : Math.min(...shown.map(({ left }) => left))

/** All there are, those that are shown first. */
export const all = <Content>(queue: ToastQueue<Content>): Toast<Content>[] => [
  ...queue.shown.map(({ toast }) => toast),
  ...queue.waiting,
  ...queue.aside,
]

/** How many changes have no place. */
export const waitingCount = ({ waiting, aside }: ToastQueue<unknown>): number =>
  [...waiting, ...aside].flatMap(({ contents }) => contents).length

/**
 * Time goes on for what is shown, unless it stands still. Never further than to where the first one ends: a computer
 * that has slept must not end what nobody has read.
 */
function passed<Content>(queue: ToastQueue<Content>, now: number): ToastQueue<Content> {
  const ran = queue.pauses[0] ? 0 : Math.min(Math.max(now - queue.at, 0), untilNext(queue))
  const shown = queue.shown
    .map(({ toast, left }) => ({ toast, left: left - ran }))
    .filter(({ left }) => left > 0)
  return { ...queue, shown, at: Math.max(now, queue.at) }
}

function after<Content>(
  queue: ToastQueue<Content>,
  event: ToastEvent<Content>,
): ToastQueue<Content> {
  switch (event.type) {
    case 'add':
      return summed(event.toasts.reduce<ToastQueue<Content>>(put, queue))
    case 'drop':
      return without(queue, event.id)
    case 'pause':
    case 'resume': {
      const others = queue.pauses.filter((by) => by !== event.by)
      return { ...queue, pauses: event.type === 'pause' ? [...others, event.by] : others }
    }
    case 'tick':
      return queue
  }
}

const without = <Content>(queue: ToastQueue<Content>, id: string): ToastQueue<Content> => ({
  ...queue,
  shown: queue.shown.filter(({ toast }) => toast.id !== id),
  waiting: queue.waiting.filter((toast) => toast.id !== id),
  aside: queue.aside.filter((toast) => toast.id !== id),
})

/** In the place of the same, if that is shown; else it waits. */
function put<Content>(queue: ToastQueue<Content>, toast: Toast<Content>): ToastQueue<Content> {
  const isIt = (each: Toast<Content>) => each.id === toast.id
  if (queue.shown.some((each) => isIt(each.toast))) {
    const shown = queue.shown.map((each) => (isIt(each.toast) ? { toast, left: toast.ms } : each))
    return { ...queue, shown }
  }
  const waiting = queue.waiting.some(isIt)
    ? queue.waiting.map((each) => (isIt(each) ? toast : each))
    : [...queue.waiting, toast]
  return { ...queue, waiting, aside: queue.aside.filter((each) => !isIt(each)) }
}

/** One for all that wait, if they are many. It stays, where one of them would. */
function summed<Content>(queue: ToastQueue<Content>): ToastQueue<Content> {
  if (queue.waiting.length <= FEW) return queue
  const earlier = queue.shown.map(({ toast }) => toast).filter(({ id }) => id === AWAY)
  const sum = [...earlier, ...queue.waiting]
  return put(
    { ...queue, waiting: [] },
    {
      id: AWAY,
      ms: sum.some(({ ms }) => ms === Infinity) ? Infinity : SHORTEST,
      contents: sum.flatMap(({ contents }) => contents),
    },
  )
}

/** The next get the places that are free; but nothing is shown to nobody. Failures that stay keep no place from others. */
function filled<Content>(queue: ToastQueue<Content>): ToastQueue<Content> {
  const shown = [...queue.shown]
  const waiting = [...queue.waiting]
  const aside = [...queue.aside]
  while (!queue.pauses.includes('hidden')) {
    const isFull = shown.length >= MOST
    if (isFull && !(waiting[0] && shown.every(({ left }) => left === Infinity))) break
    const [oldest] = isFull ? shown.splice(0, 1) : []
    if (oldest) aside.push(oldest.toast)
    const toast = waiting.shift() ?? aside.shift()
    if (!toast) break
    shown.push({ toast, left: toast.ms })
  }
  return { ...queue, shown, waiting, aside }
}
