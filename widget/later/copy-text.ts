/**
 * Puts `text` on the shopper's clipboard: true once it is there. `near`: an element beside which something may stand for a
 * moment, in reach of a dialog that is open.
 */
export async function copyText(text: string, near: Element): Promise<boolean> {
  try {
    // Missing in pages without https, and forbidden in many a frame.
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyBySelection(text, near)
  }
}

/** As browsers did before they had a clipboard for pages: what is selected is copied. */
function copyBySelection(text: string, near: Element): boolean {
  const root = near.getRootNode()
  const focused = root instanceof ShadowRoot || root instanceof Document ? root.activeElement : null
  const field = near.ownerDocument.createElement('textarea')
  field.value = text
  // Read-only: no keyboard comes up. Fixed: the page does not scroll to it.
  field.readOnly = true
  Object.assign(field.style, { position: 'fixed', top: '0', opacity: '0' })
  near.after(field)
  field.focus({ preventScroll: true })
  field.select()
  field.setSelectionRange(0, text.length)
  try {
    return near.ownerDocument.execCommand('copy')
  } catch {
    return false
  } finally {
    field.remove()
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true })
  }
}

/** Selects what stands in `element`, for the shopper to copy it. */
export function select(element: Element): void {
  element.ownerDocument.getSelection()?.selectAllChildren(element)
}
