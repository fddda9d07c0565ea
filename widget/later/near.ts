/** Tells what is in sight, or nearly: what is far need not be kept up each second. */

/** So much around the window is near: what scrolls into sight is right already. */
const MARGIN = '100%'

export interface Watch {
  /** Until it is said to be far, it is near. */
  readonly isNear: boolean
  /** Told once it comes near. */
  came: () => void
  stop(): void
}

const watches = new WeakMap<Element, Watch & { isNear: boolean }>()

/** One for each document: it sees no other one's elements. */
const observers = new WeakMap<Document, IntersectionObserver>()

export function watchNear(element: Element): Watch {
  const observer = observerOf(element.ownerDocument)
  const watch = {
    isNear: true,
    came: () => {},
    stop() {
      observer?.unobserve(element)
      watches.delete(element)
    },
  }
  watches.set(element, watch)
  observer?.observe(element)
  return watch
}

function observerOf(document: Document): IntersectionObserver | undefined {
  const known = observers.get(document)
  const { defaultView } = document
  if (known || !defaultView) return known
  const observer = new defaultView.IntersectionObserver(hear, { rootMargin: MARGIN })
  observers.set(document, observer)
  return observer
}

function hear(entries: readonly IntersectionObserverEntry[]): void {
  for (const { target, isIntersecting } of entries) {
    const watch = watches.get(target)
    if (!watch || watch.isNear === isIntersecting) continue
    watch.isNear = isIntersecting
    if (isIntersecting) watch.came()
  }
}
