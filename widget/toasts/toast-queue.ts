/** Which toasts are shown, which wait, and how long each still has. Pure. */

/** So many at once: more are not read, but waited out. */
const MOST = 3

/** Of more than so many that came at once, one toast tells how many they were. */
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

export const EMPTY: ToastQueue<never> = { shown: [], waiting: [], pauses: [], at: 0 }

/** How long `text` is shown. */
export const readingTime = ({ length }: string): number =>
  Math.min(Math.max(BEFORE + length * A_CHARACTER, SHORTEST), LONGEST)

/** The queue at `now`, after `event`. */
export function next<Content>(
  before: ToastQueue<Content>,
  event: ToastEvent<Content>,
  now: number,
): ToastQueue<Content> {
  return filled(after(passed(before, now), event))
}

/** In how many ms the next toast ends; Infinity: none does by itself. */
export const untilNext = ({ shown, pauses }: ToastQueue<unknown>): number =>
  pauses[0] ? Infinity : Math.min(...shown.map(({ left }) => left))

/** How many changes wait for a place. */
export const waitingCount = ({ waiting }: ToastQueue<unknown>): number =>
  waiting.reduce((sum, { contents }) => sum + contents.length, 0)

/**
 * Time goes on for what is shown, unless it stands still. Never further than to where the first one ends: a computer
 * that has slept must not end what nobody has read.
 */
function passed<Content>(queue: ToastQueue<Content>, now: number): ToastQueue<Content> {
  const ran = Math.min(Math.max(now - queue.at, 0), untilNext(queue))
  const shown = queue.pauses[0]
    ? queue.shown
    : queue.shown
        .map(({ toast, left }) => ({ toast, left: left - ran }))
        .filter(({ left }) => left > 0)
  return { ...queue, shown, at: Math.max(now, queue.at) }
}

function after<Content>(
  queue: ToastQueue<Content>,
  event: ToastEvent<Content>,
): ToastQueue<Content> {
  const { shown, waiting, pauses } = queue
  switch (event.type) {
    case 'add':
      return event.toasts.length > FEW
        ? summed(queue, event.toasts)
        : event.toasts.reduce<ToastQueue<Content>>(put, queue)
    case 'drop':
      return {
        ...queue,
        shown: shown.filter(({ toast }) => toast.id !== event.id),
        waiting: waiting.filter(({ id }) => id !== event.id),
      }
    case 'pause':
    case 'resume': {
      const others = pauses.filter((by) => by !== event.by)
      return { ...queue, pauses: event.type === 'pause' ? [...others, event.by] : others }
    }
    case 'tick':
      return queue
  }
}

/** In its own place, if there is one already. */
function put<Content>(queue: ToastQueue<Content>, toast: Toast<Content>): ToastQueue<Content> {
  const { shown, waiting } = queue
  const isIt = ({ id }: Toast<Content>) => id === toast.id
  return shown.some((each) => isIt(each.toast))
    ? {
        ...queue,
        shown: shown.map((each) => (isIt(each.toast) ? { toast, left: toast.ms } : each)),
      }
    : waiting.some(isIt)
      ? { ...queue, waiting: waiting.map((each) => (isIt(each) ? toast : each)) }
      : { ...queue, waiting: [...waiting, toast] }
}

/** One for all of them. It stays, where one of them would. */
function summed<Content>(
  queue: ToastQueue<Content>,
  toasts: readonly Toast<Content>[],
): ToastQueue<Content> {
  const { shown, waiting } = queue
  const earlier = [...shown.map(({ toast }) => toast), ...waiting].filter(({ id }) => id === AWAY)
  const all = [...earlier, ...toasts]
  const newer = new Set(toasts.map(({ id }) => id))
  // What is overtaken by one of them is not counted beside it.
  const rest = {
    ...queue,
    shown: shown.filter(({ toast }) => !newer.has(toast.id)),
    waiting: waiting.filter(({ id }) => !newer.has(id)),
  }
  return put(rest, {
    id: AWAY,
    ms: all.some(({ ms }) => ms === Infinity) ? Infinity : SHORTEST,
    contents: all.flatMap(({ contents }) => contents),
  })
}

/** The next get the places that are free; but nothing is shown to nobody. */
function filled<Content>(queue: ToastQueue<Content>): ToastQueue<Content> {
  const { shown, waiting, pauses } = queue
  const free = pauses.includes('hidden') ? 0 : MOST - shown.length
  if (free <= 0 || !waiting[0]) return queue
  return {
    ...queue,
    shown: [...shown, ...waiting.slice(0, free).map((toast) => ({ toast, left: toast.ms }))],
    waiting: waiting.slice(free),
  }
}
