/** The sheets of each document, by name: one does for all its shadow roots, and for no other document's. */
const SHEETS = new WeakMap<Document, Map<string, CSSStyleSheet>>()

/**
 * Sees to it that `css` is among the styles of `root`. Cheap where it is: called at each render, it also dresses an
 * element that has moved to another document, where the sheets of the first one hold no longer.
 *
 * `name`: of the styles; the same name is the same text. A `<style>` carries the page's `litNonce`, if it has set one.
 */
export function adoptStyles(root: ShadowRoot, name: string, css: string): void {
  const { ownerDocument } = root
  try {
    const sheet = sheetOf(ownerDocument, name, css)
    const { adoptedStyleSheets } = root
    if (!adoptedStyleSheets.includes(sheet)) {
      root.adoptedStyleSheets = [...adoptedStyleSheets, sheet]
    }
  } catch {
    // Browsers before 2023, and documents without a window, have no sheets that one can make.
    if (root.getElementById(name)) return
    const style = ownerDocument.createElement('style')
    style.id = name
    style.nonce = window.litNonce ?? ''
    style.textContent = css
    root.append(style)
  }
}

function sheetOf(document: Document, name: string, css: string): CSSStyleSheet {
  const sheets = SHEETS.get(document) ?? new Map<string, CSSStyleSheet>()
  SHEETS.set(document, sheets)
  const known = sheets.get(name)
  if (known) return known
  const { defaultView } = document
  if (!defaultView) throw new Error('A document without a window has no sheets.')
  const sheet = new defaultView.CSSStyleSheet()
  sheet.replaceSync(css)
  sheets.set(name, sheet)
  return sheet
}

declare global {
  interface Window {
    /** Lit's own name for it. */
    litNonce?: string
  }
}
