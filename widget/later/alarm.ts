/** One timer for all elements of a page: what is due at the same moment is done in the same task. */

/** Browsers take no more, in ms. */
const LONGEST = 2 ** 31 - 1

const due = new Map<() => void, number>()
let timer: ReturnType<typeof setTimeout> | undefined

/** Rings once in so many ms, by a clock that nobody can set; Infinity: never. */
export function ring(wake: () => void, after: number): () => void {
  due.set(wake, performance.now() + Math.max(after, 0))
  wind()
  return () => {
    due.delete(wake)
    wind()
  }
}

function wind(): void {
  clearTimeout(timer)
  const next = Math.min(...due.values())
  if (next < Infinity) timer = setTimeout(sound, Math.min(next - performance.now(), LONGEST))
}

function sound(): void {
  // A timer may be early by less than one of its own steps.
  const now = performance.now() + 1
  for (const [wake, at] of [...due]) {
    if (at > now) continue
    due.delete(wake)
    wake()
  }
  wind()
}
