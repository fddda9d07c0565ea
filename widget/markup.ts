/** Markup of ours, built where a page's policy lets nobody parse it. Loaded for such pages only. */

const SVG = 'http://www.w3.org/2000/svg'
const HTML = 'http://www.w3.org/1999/xhtml'
const VOID = ['br', 'hr', 'img', 'input']

/** A comment, one of Lit's marks, the end of an element, its beginning with its attributes, a text. */
const TOKENS = /<!--([^]*?)-->|<(\?[^>]*)>|<\/[^>]*>|<([\w-]+)((?:[^>"']|"[^"]*"|'[^']*')*)>|[^<]+/g
const ATTRIBUTES = /([^\s=/]+)(?:=(?:"([^"]*)"|'([^']*)'|(\S*)))?/g

/** What templates are written with: elements that are closed, attributes, texts, comments; no entities, styles or scripts. */
export function build(markup: string): HTMLTemplateElement {
  const template = document.createElement('template')
  const open: (Element | DocumentFragment)[] = [template.content]
  for (const [token, comment, mark, name, attributes = ''] of markup.matchAll(TOKENS)) {
    const [parent = template.content] = open
    if (token.startsWith('</')) {
      open.shift()
    } else if (name) {
      const isDrawn = name === 'svg' || ('namespaceURI' in parent && parent.namespaceURI === SVG)
      const element = document.createElementNS(isDrawn ? SVG : HTML, name)
      for (const [, key = '', ...values] of attributes.matchAll(ATTRIBUTES)) {
        // Lit has its own list of the names that begin so; most browsers allow none.
        element.setAttribute(key.replace(/^[.?@]/, '_'), values.find(Boolean) ?? '')
      }
      parent.append(element)
      if (!VOID.includes(name) && !attributes.endsWith('/')) open.unshift(element)
    } else {
      const data = comment ?? mark
      parent.append(data === undefined ? token : document.createComment(data))
    }
  }
  return template
}
