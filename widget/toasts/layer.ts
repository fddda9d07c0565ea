/** Keeps an element above all that is open on the page. */

/** Where the focus really is, in whatever shadow. */
export function focused(): HTMLElement | undefined {
  let { activeElement } = document
  while (activeElement?.shadowRoot?.activeElement) ({ activeElement } = activeElement.shadowRoot)
  return activeElement instanceof HTMLElement ? activeElement : undefined
}

/**
 * What it returns puts `host` on top. A modal dialog makes all else inert, whatever is painted above it: so while one is
 * open, `host` is in it. That one was opened, the focus tells, which it takes: out of shadow roots too.
 */
export function keepAbove(host: HTMLElement): () => void {
  let opened: HTMLElement | undefined
  host.setAttribute('popover', 'manual')

  function raise(): void {
    const dialogs = [...document.querySelectorAll('dialog')].filter(isModal)
    const home = isModal(opened) ? opened : (dialogs.pop() ?? document.body)
    // What is there has the focus, and would lose it.
    if (host.parentNode === home && host.matches(':focus-within')) return
    if (host.parentNode !== home) home.append(host)
    try {
      host.hidePopover?.()
      host.showPopover?.()
    } catch {
      // It is fixed, and above all but dialogs.
    }
  }

  document.addEventListener('focusin', (event) => {
    const dialog = event.composedPath().find(isModal)
    if (!dialog || dialog === host.parentNode) return
    opened = dialog
    dialog.addEventListener('close', raise, { once: true })
    raise()
  })
  return raise
}

function isModal(node: unknown): node is HTMLDialogElement {
  if (!(node instanceof HTMLDialogElement) || !node.open || !node.isConnected) return false
  try {
    return node.matches(':modal')
  } catch {
    return true
  }
}
