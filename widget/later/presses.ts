import type { View } from '../view-model/view.ts'

/** What a finger on its way can no longer take back, in ms. */
const SETTLING = 400

/** Drops presses of buttons that have just come, or moved, under a finger: they were meant for something else. */
export class Presses {
  /** There have been two rows: what grew keeps its room, so that nothing jumps back. */
  isTall = false
  #arranged: string | undefined
  #since = -Infinity

  /** At each render. What a page opened with came under nobody's finger. */
  arrange({ title, buttons, left, note }: View): void {
    this.isTall ||= buttons.some(({ isMain }) => isMain) && (left || note) !== ''
    const arranged = title + buttons.map(({ deed, href }) => deed + href).join()
    if (this.#arranged !== undefined && this.#arranged !== arranged) this.#since = performance.now()
    this.#arranged = arranged
  }

  /** Whether `event` was meant for what is there now. A script's own clicks always are. */
  isMeant({ isTrusted, timeStamp }: Pick<Event, 'isTrusted' | 'timeStamp'>): boolean {
    return !isTrusted || timeStamp - this.#since >= SETTLING
  }
}
