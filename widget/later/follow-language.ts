/** `changed` is told once the language changes of what `element` lies in, out of shadow roots too. */
export function followLanguage(element: Element, changed: () => void): () => void {
  const observer = new MutationObserver(changed)
  let at: Node | null = element
  while (at) {
    // One by one: to observe the whole page below would cost the page something at each of its changes.
    if (at instanceof Element) observer.observe(at, { attributes: true, attributeFilter: ['lang'] })
    at = at instanceof ShadowRoot ? at.host : at.parentNode
  }
  return () => observer.disconnect()
}
