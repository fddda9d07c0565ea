/** Keeps an element above all that is open on the page. */

/** Where the focus really is, in whatever shadow. */
export function focused(): HTMLElement | undefined {
  let { activeElement } = document
  while (activeElement?.shadowRoot?.activeElement) ({ activeElement } = activeElement.shadowRoot)
  return activeElement instanceof HTMLElement ? activeElement : undefined
}

/**
 * What it returns puts `host` on top. A modal dialog makes all else inert, whatever is painted above it: so while one is
 * open, `host` is in it. Which one that is, the focus tells, which it takes: in shadow roots too.
 */
export function keepAbove(host: HTMLElement): () => void {
  host.setAttribute('popover', 'manual')

  const homeOf = (element = focused() ?? document.body): Element =>
    dialogAround(element) ?? host.closest('dialog[open]') ?? document.body

  function raise(): void {
    const home = homeOf()
    if (host.parentNode !== home) {
      home.append(host)
      home.addEventListener('close', raise, { once: true })
    } else if (host.matches(':focus-within')) {
      // What has the focus would lose it.
      return
    }
    try {
      host.hidePopover?.()
      host.showPopover?.()
    } catch {
      // It is fixed, and above all but dialogs.
    }
  }

  document.addEventListener('focusin', () => host.parentNode === homeOf() || raise())
  return raise
}

function dialogAround(element: Element): Element | null {
  const root = element.getRootNode()
  return (
    element.closest('dialog[open]') ?? (root instanceof ShadowRoot ? dialogAround(root.host) : null)
  )
}
