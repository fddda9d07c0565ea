/** The language that an element is in, as the page says, out of shadow roots too; empty where it does not. BCP 47. */
export function languageOf(element: Element): string {
  const root = element.getRootNode()
  return (
    element.closest('[lang]')?.getAttribute('lang') ??
    (root instanceof ShadowRoot ? languageOf(root.host) : '')
  )
}
