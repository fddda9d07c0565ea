/** Whether the relay confirms what a page knows often enough to say it as if it were so now. */

/** What should have been heard is missed after so long; what is older is not of now. In ms. */
const MISSED = 10_000

export interface Silence {
  /** Nothing was heard that should have been. */
  readonly isSilent: boolean
  /** Somebody is back, and has waited less than 10 s for an answer: what is known is old, and nothing is missed yet. */
  readonly isReturning: boolean
  /** Told when one of these changes. */
  changed(): void
  /** What is known was confirmed, and will be again within so many ms. */
  heard(again: number): void
  /** Looks whether something is missed: something that should be heard within so many ms from now, if given. */
  look(within?: number): void
  /** Somebody is back, or on another network. Says whether what is known is too old to be said as of now. */
  doubt(): boolean
}

/** The page's: one may be set, and the other stands still while a machine sleeps. In ms. */
const clocks = (): [number, number] => [performance.now(), Date.now()]

export function watchSilence(): Silence {
  let isSilent = false
  let isReturning = false
  /** Until when who is back may wait for an answer. */
  let answeredBy = 0
  let missedAt = performance.now() + MISSED
  let heardAt: number[] = []
  let lookedAt = clocks()

  const isLongAgo = (then: number[]) => then.some((at, which) => clocks()[which]! - at > MISSED)

  const silence: Silence = {
    get isSilent() {
      return isSilent
    },
    get isReturning() {
      return isReturning
    },
    changed() {},
    heard(again) {
      heardAt = clocks()
      answeredBy = 0
      missedAt = performance.now() + again + MISSED
      silence.look()
    },
    look(within = Infinity) {
      const now = performance.now()
      missedAt = Math.min(missedAt, now + within)
      // Whoever sees a page looks each second.
      if (isLongAgo(lookedAt)) answeredBy = now + MISSED
      lookedAt = clocks()
      const [wasSilent, wasReturning] = [isSilent, isReturning]
      isSilent = now >= missedAt
      isReturning = isSilent && now < answeredBy
      if (isSilent !== wasSilent || isReturning !== wasReturning) silence.changed()
    },
    doubt() {
      const isOld = isLongAgo(heardAt)
      if (isOld && !isSilent) answeredBy = performance.now() + MISSED
      silence.look(isOld ? 0 : MISSED)
      return isOld
    },
  }
  return silence
}
