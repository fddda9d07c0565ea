/**
 * Virtual time. What is due runs in order, one after the other, and after each of them a real
 * `setImmediate` lets every promise settle that follows from it: so a run depends on nothing real.
 */

/** Something that is due once; without `run`, no longer. */
export interface Alarm {
  readonly at: number
  readonly order: number
  run: (() => void) | undefined
}

export class Clock {
  #now = 0
  #order = 0
  readonly #isCoarse: boolean
  /** A heap: the soonest is first. */
  readonly #due: Alarm[] = []

  /** `isCoarse`: promises settle once a millisecond, where nobody can tell and there is much to do. */
  constructor(isCoarse = false) {
    this.#isCoarse = isCoarse
  }

  /** In ms since the run began. */
  get now(): number {
    return this.#now
  }

  after(ms: number, run: () => void): Alarm {
    return this.at(this.#now + ms, run)
  }

  at(time: number, run: () => void): Alarm {
    const alarm: Alarm = { at: Math.max(time, this.#now), order: this.#order++, run }
    push(this.#due, alarm)
    return alarm
  }

  cancel(alarm: Alarm | undefined): void {
    if (alarm) alarm.run = undefined
  }

  /** Runs until then, or until `isOver` after one of the events. */
  runUntil(time: number, isOver: () => boolean = () => false): Promise<void> {
    return new Promise((resolve, reject) => {
      const turn = () => {
        const next = isOver() ? undefined : this.#next(time)
        if (!next) {
          if (!isOver()) this.#now = Math.max(this.#now, time)
          return resolve()
        }
        this.#now = next.at
        try {
          next.run?.()
          if (this.#isCoarse) this.#runAll(next.at)
        } catch (error) {
          return reject(error)
        }
        setImmediate(turn)
      }
      setImmediate(turn)
    })
  }

  #runAll(time: number): void {
    for (let next = this.#next(time); next; next = this.#next(time)) next.run?.()
  }

  #next(time: number): Alarm | undefined {
    for (;;) {
      const [soonest] = this.#due
      if (!soonest || (soonest.at > time && soonest.run)) return undefined
      pop(this.#due)
      if (soonest.run) return soonest
    }
  }
}

const isSooner = (a: Alarm, b: Alarm): boolean =>
  a.at < b.at || (a.at === b.at && a.order < b.order)

function push(heap: Alarm[], alarm: Alarm): void {
  let index = heap.push(alarm) - 1
  while (index > 0) {
    const parent = (index - 1) >> 1
    const above = heap[parent] as Alarm
    if (!isSooner(alarm, above)) break
    heap[index] = above
    index = parent
  }
  heap[index] = alarm
}

function pop(heap: Alarm[]): void {
  const last = heap.pop()
  if (!last || heap.length === 0) return
  let index = 0
  for (;;) {
    let child = 2 * index + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && isSooner(heap[child + 1] as Alarm, heap[child] as Alarm)) child++
    const below = heap[child] as Alarm
    if (!isSooner(below, last)) break
    heap[index] = below
    index = child
  }
  heap[index] = last
}
