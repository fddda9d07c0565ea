/** Whether the relay confirms what a page knows often enough to say it as if it were so now. */

/** What should have been heard is missed after so long; what is older is not of now. In ms. */
const MISSED = 10_000

export interface Silence {
  /** Nothing was heard that should have been. */
  readonly isSilent: boolean
  /** Told when that changes. */
  changed(): void
  /** What is known was confirmed, and will be again within so many ms. */
  heard(again: number): void
  /** Looks whether something is missed: something that should be heard within so many ms from now, if given. */
  look(within?: number): void
  /** Somebody is back, or on another network. Says whether what is known is too old to be said as of now. */
  doubt(): boolean
}

export function watchSilence(): Silence {
  let isSilent = false
  let missedAt = performance.now() + MISSED
  /** By both clocks of the page: one may be set, and the other stands still while a machine sleeps. */
  let heardAt: number[] = []

  const clocks = (): [number, number] => [performance.now(), Date.now()]

  const silence: Silence = {
    get isSilent() {
      return isSilent
    },
    changed() {},
    heard(again) {
      heardAt = clocks()
      missedAt = performance.now() + again + MISSED
      silence.look()
    },
    look(within = Infinity) {
      const now = performance.now()
      missedAt = Math.min(missedAt, now + within)
      if (isSilent === now >= missedAt) return
      isSilent = !isSilent
      silence.changed()
    },
    doubt() {
      const isOld = heardAt.some((at, which) => clocks()[which]! - at > MISSED)
      silence.look(isOld ? 0 : MISSED)
      return isOld
    },
  }
  return silence
}
