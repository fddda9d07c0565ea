/** Which language an element is in. BCP 47. */

/** As the page says, out of shadow roots too; empty where it does not. */
export function languageOf(element: Element): string {
  const root = element.getRootNode()
  return (
    element.closest('[lang]')?.getAttribute('lang') ??
    (root instanceof ShadowRoot ? languageOf(root.host) : '')
  )
}

/** The same as `Intl` takes it: it throws at what is no tag, such as `en_US.UTF-8`. */
export function localeOf(tag: string, otherwise: string): string {
  try {
    return Intl.getCanonicalLocales(tag.replace(/_/g, '-'))[0] ?? otherwise
  } catch {
    return otherwise
  }
}
