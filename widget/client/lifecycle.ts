/** What happens to the page. A phone that comes back from the bank's app is the ordinary case. */

export type PageEvent =
  | 'away' // hidden for long, frozen, or into the back-forward cache
  | 'back' // seen again, awake again, or the network has changed
  | 'offline'
  | 'tick' // a second of a page that is seen

/** Hidden for so long, a page rests. In ms. */
const REST = 60_000

/** How often we look at the clock, and how wrong it may be before we must have slept. In ms. */
const TICK = 1_000
const JUMP = 2_000

const EVENTS = ['visibilitychange', 'pagehide', 'pageshow', 'freeze', 'resume', 'online', 'offline']

/** Whether somebody may be looking. Where there is no page, such as in Node, somebody always is. */
export const isSeen = (): boolean => !globalThis.document?.hidden

/** As the browser has it, which may be wrong. Where there is no page, there is always a network. */
const seemsOnline = (): boolean => globalThis.navigator?.onLine !== false

/** How the page is, by what has happened to it. */
export interface PageWatch {
  /** It rests: nobody looks, and nothing should run. */
  readonly isAway: boolean
  readonly isOnline: boolean
  stop(): void
}

/** `happened` is told until it is stopped. Where there is no page, all that can happen is sleep. */
export function watchPage(happened: (event: PageEvent, page: PageWatch) => void): PageWatch {
  const watching = new AbortController()
  let timer: ReturnType<typeof setTimeout>
  const page = {
    isAway: false,
    isOnline: seemsOnline(),
    stop() {
      clearTimeout(timer)
      watching.abort()
    },
  }

  function tell(event: PageEvent): void {
    page.isOnline = event !== 'offline' && seemsOnline()
    if (event !== 'offline') page.isAway = event === 'away'
    happened(event, page)
  }

  /**
   * Nobody tells of a laptop's sleep, but its clock does, which goes on: `performance.now()` may stand still as
   * long. Where the clock was only set, we ask once for nothing. `expected`: what it should show.
   */
  function tick(expected: number): void {
    const now = Date.now()
    timer = setTimeout(tick, TICK, now + TICK)
    if (Math.abs(now - expected) > JUMP) tell('back')
    else happened('tick', page)
  }

  function watch(): void {
    clearTimeout(timer)
    if (isSeen()) tick(Date.now())
    else timer = setTimeout(tell, REST, 'away')
  }

  function hear({ type, persisted }: Event & { persisted?: boolean }): void {
    if (type === 'offline') return tell(type)
    // What the network does must not keep a hidden page awake.
    if (type !== 'online') watch()
    if (type === 'pagehide' || type === 'freeze') tell('away')
    // Out of the back-forward cache, a page hears of nothing but this; so does one that has just loaded.
    else if (isSeen() && persisted !== false) tell('back')
  }

  for (const type of EVENTS) {
    globalThis.addEventListener?.(type, hear, { capture: true, signal: watching.signal })
  }
  watch()
  return page
}
