/** The relay's clock, as a page has it: by the one clock of the page's that nobody can set. */

export interface RelayClock {
  /** In ms since 1970: the page's own time, until the relay has spoken. */
  readonly now: number
  /**
   * `text`: what the relay says that it is. It took a while to arrive, or lay in a queue while the page slept: so of
   * all that one connection says, what is furthest ahead is nearest. `isFirst` of a connection.
   */
  set(text: string, isFirst: boolean): void
}

export function relayClock(): RelayClock {
  /** How far it is ahead of `performance.now()`, in ms. */
  let ahead = NaN
  return {
    get now() {
      return isNaN(ahead) ? Date.now() : performance.now() + ahead
    },
    set(text, isFirst) {
      const next = Date.parse(text) - performance.now()
      if (isFirst || isNaN(ahead) || next > ahead) ahead = next
    },
  }
}
