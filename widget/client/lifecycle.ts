/** What happens to the page. A phone that comes back from the bank's app is the ordinary case. */

export type PageEvent =
  | 'away' // hidden for long, frozen, or into the back-forward cache
  | 'back' // seen again, awake again, or the network has changed
  | 'offline'

/** Hidden for so long, a page rests. In ms. */
const REST = 60_000

/** How often we look at the clock, and how wrong it may be before we must have slept. In ms. */
const TICK = 1_000
const JUMP = 2_000

const EVENTS = ['visibilitychange', 'pagehide', 'pageshow', 'freeze', 'resume', 'online', 'offline']

/** Whether somebody may be looking. Where there is no page, such as in Node, somebody always is. */
export const isSeen = (): boolean => !globalThis.document?.hidden

/** Tells until it is stopped. Where there is no page, all that can happen is sleep. */
export function watchPage(tell: (event: PageEvent) => void): () => void {
  const watching = new AbortController()
  let timer: ReturnType<typeof setTimeout>

  /** Nobody tells of a laptop's sleep, but its clock does. `expected`: what it should show. */
  function tick(expected: number): void {
    const now = Date.now()
    timer = setTimeout(tick, TICK, now + TICK)
    if (Math.abs(now - expected) > JUMP) tell('back')
  }

  function watch(): void {
    clearTimeout(timer)
    if (isSeen()) tick(Date.now())
    else timer = setTimeout(tell, REST, 'away')
  }

  function hear({ type, persisted }: Event & { persisted?: boolean }): void {
    if (type === 'offline') return tell(type)
    watch()
    if (type === 'pagehide' || type === 'freeze') tell('away')
    // Out of the back-forward cache, a page hears of nothing but this; so does one that has just loaded.
    else if (isSeen() && persisted !== false) tell('back')
  }

  for (const type of EVENTS) {
    globalThis.addEventListener?.(type, hear, { capture: true, signal: watching.signal })
  }
  watch()
  return () => {
    clearTimeout(timer)
    watching.abort()
  }
}
