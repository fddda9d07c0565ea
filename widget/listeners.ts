/** How they listen, by listener. */
export type Listeners = Map<unknown, boolean | AddEventListenerOptions | undefined>

/** Who listens for `type` on `target` itself, from now on: a browser does not tell. `changed` when that changes. */
export function listenersOf(target: HTMLElement, type: string, changed: () => void): Listeners {
  const listeners: Listeners = new Map()
  const { addEventListener, removeEventListener } = target
  target.addEventListener = (...given: Parameters<typeof addEventListener>) => {
    addEventListener.apply(target, given)
    if (given[0] !== type) return
    listeners.set(given[1], given[2])
    changed()
  }
  target.removeEventListener = (...given: Parameters<typeof removeEventListener>) => {
    removeEventListener.apply(target, given)
    if (given[0] === type && listeners.delete(given[1])) changed()
  }
  return listeners
}
