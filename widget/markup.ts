/** Markup of ours, built where a page's policy lets nobody parse it. Loaded for such pages only. */

const SVG = 'http://www.w3.org/2000/svg'
const HTML = 'http://www.w3.org/1999/xhtml'
const VOID = ['br', 'hr', 'img', 'input']

/** A comment, one of Lit's marks, the end of an element, its beginning with its attributes, a text. */
const TOKENS = /<!--([^]*?)-->|<(\?[^>]*)>|<\/[^>]*>|<([\w-]+)((?:[^>"']|"[^"]*"|'[^']*')*)>|[^<]+/g
const ATTRIBUTES = /([^\s=/]+)(?:=(?:"([^"]*)"|'([^']*)'|(\S*)))?/g

/** How Lit marks an attribute that it fills in. */
const BOUND = '$lit$'

/**
 * Shows Lit the attributes that it fills in. It takes them out of the template in any case, and only a parser could have
 * put them there: `$`, and `.`, `?` and `@` at the beginning, are allowed to nobody else.
 */
function bind(element: Element, bound: Map<string, string>): void {
  Object.assign(element, {
    hasAttributes: () => true,
    getAttributeNames: () => [...bound.keys()],
    getAttribute: (name: string) => bound.get(name),
    removeAttribute: (name: string) => bound.delete(name),
  })
}

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
      const bound = new Map<string, string>()
      for (const [, key = '', ...values] of attributes.matchAll(ATTRIBUTES)) {
        const value = values.find(Boolean) ?? ''
        if (key.endsWith(BOUND)) bound.set(key, value)
        else element.setAttribute(key, value)
      }
      if (bound.size > 0) bind(element, bound)
      parent.append(element)
      if (!VOID.includes(name) && !attributes.endsWith('/')) open.unshift(element)
    } else {
      const data = comment ?? mark
      parent.append(data === undefined ? token : document.createComment(data))
    }
  }
  return template
}
