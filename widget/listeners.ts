/**
 * Who listens for `type` on `target` itself, from now on: a browser does not tell. `changed` is told when somebody comes
 * or goes.
 */
export function listenersOf(
  target: HTMLElement,
  type: string,
  changed: () => void,
): ReadonlySet<unknown> {
  const listeners = new Set<unknown>()
  const { addEventListener, removeEventListener } = target

  target.addEventListener = (...given: Parameters<typeof addEventListener>) => {
    const [heard, listener, options] = given
    addEventListener.apply(target, given)
    if (heard !== type || !listener) return
    listeners.add(listener)
    changed()
    const { once, signal } = typeof options === 'object' ? options : {}
    const leave = () => target.removeEventListener(type, listener)
    if (once) addEventListener.call(target, type, leave, { once })
    signal?.addEventListener('abort', leave)
  }

  target.removeEventListener = (...given: Parameters<typeof removeEventListener>) => {
    removeEventListener.apply(target, given)
    if (given[0] === type && listeners.delete(given[1])) changed()
  }
  return listeners
}
