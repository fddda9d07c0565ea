/** What happens to the page. A phone that comes back from the bank's app is the ordinary case. */

export type PageEvent =
  | 'back' // seen again, or out of the back-forward cache
  | 'online'
  | 'offline'

/**
 * Tells until it is stopped; at once, where there is no network. Where there is no page, such as in Node,
 * nothing ever happens to it (and `navigator` knows nothing of networks).
 */
export function watchPage(tell: (event: PageEvent) => void): () => void {
  if (typeof window === 'undefined') return () => {}
  const watching = new AbortController()
  const on = (target: EventTarget, type: string, event: PageEvent, when = () => true) =>
    target.addEventListener(type, () => when() && tell(event), { signal: watching.signal })

  // A page from the back-forward cache fires only the second of these.
  on(document, 'visibilitychange', 'back', () => !document.hidden)
  on(window, 'pageshow', 'back')
  on(window, 'online', 'online')
  on(window, 'offline', 'offline')
  if (!navigator.onLine) tell('offline')
  return () => watching.abort()
}
