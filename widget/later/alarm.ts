/** One timer for all elements of a page: what is due at the same moment is done in the same task. */

/** Browsers take no more, in ms. */
const LONGEST = 2 ** 31 - 1

const due = new Map<() => void, number>()
let timer: ReturnType<typeof setTimeout> | undefined
/** When the timer sounds, at the latest; Infinity: there is none. */
let soundsAt = Infinity

/** Rings once in so many ms, by a clock that nobody can set; Infinity: never. */
export function ring(wake: () => void, after: number): () => void {
  if (after === Infinity) return () => {}
  const at = performance.now() + Math.max(after, 0)
  due.set(wake, at)
  // A hundred that ring at one moment set one timer, not a hundred.
  if (at < soundsAt) wind(at)
  return () => {
    due.delete(wake)
    // One that sounds for nobody costs less than to look, each time, for who is next.
    if (due.size === 0) wind(Infinity)
  }
}

function wind(next: number): void {
  clearTimeout(timer)
  soundsAt = next
  if (next < Infinity) timer = setTimeout(sound, Math.min(next - performance.now(), LONGEST))
}

function sound(): void {
  // A timer may be early by less than one of its own steps.
  const now = performance.now() + 1
  // Whoever is woken may ring again: the timer is set once, when all are through.
  soundsAt = -Infinity
  try {
    for (const [wake, at] of [...due]) {
      if (at > now || due.get(wake) !== at) continue
      due.delete(wake)
      wake()
    }
  } finally {
    wind(Math.min(...due.values()))
  }
}
