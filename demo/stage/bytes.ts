/** The bytes of one happening, with what one does with them. */

import { copyButton } from './copy.ts'
import { find, make } from './dom.ts'
import type { Answer, Happening, Request } from './happening.ts'

/** Shows them. `again`: sends the same once more; undefined: that makes no sense. */
export function showBytes(happening: Happening, again: (() => void) | undefined): void {
  const { curl } = happening
  const text = bytesOf(happening)
  const buttons = [
    curl ? copyButton('Copy as curl', () => curl) : copyButton('Copy', () => text),
    ...(again ? [button('Send again', again)] : []),
  ]
  find('#bytes').hidden = false
  find('#bytes pre').textContent = text
  find('#bytes .row-btns').replaceChildren(...buttons)
}

export function hideBytes(): void {
  find('#bytes pre').textContent = 'Press anything above to see its bytes.'
  find('#bytes .row-btns').replaceChildren()
}

function bytesOf({ request, answer, bytes, text }: Happening): string {
  if (bytes !== undefined) return pretty(bytes)
  const said = [...(request ? asked(request) : []), ...(answer ? answered(answer) : [])]
  return said.length > 0 ? said.join('\n').trimStart() : text
}

const asked = ({ method, url, headers, body }: Request): string[] => [
  `${method} ${url}`,
  ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ...(body ? ['', pretty(body)] : []),
]

const answered = ({ status, body, ms }: Answer): string[] => [
  '',
  `→ ${status}${ms === undefined ? '' : ` after ${Math.round(ms)} ms`}`,
  ...(body ? [pretty(body)] : []),
]

/** JSON with air; anything else as it is. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

function button(label: string, press: () => void): HTMLButtonElement {
  const made = make('button', { type: 'button', className: 'quiet-btn', textContent: label })
  made.addEventListener('click', press)
  return made
}
