/** A phone in the room opens the same order: by a code on the screen. */

import { find, make } from './dom.ts'

const SVG = 'http://www.w3.org/2000/svg'

/** Offers it where another device reaches this machine. `order`: the one that is on by then. */
export function offerRoom(lan: string | null, order: () => string): void {
  const button = find<HTMLButtonElement>('#to-room')
  button.hidden = lan === null
  if (lan === null) return
  const dialog = find<HTMLDialogElement>('#room')
  button.addEventListener('click', () => void open(dialog, addressOf(lan, order())))
}

function addressOf(lan: string, order: string): string {
  const address = new URL('/', lan)
  address.search = location.search
  address.searchParams.set('order', order)
  return address.href
}

async function open(dialog: HTMLDialogElement, address: string): Promise<void> {
  const { codeOf } = await import('../../widget/code/code.ts')
  const code = codeOf(address)
  const link = make('a', { href: address, textContent: address })
  find('#room .address', dialog).replaceChildren(link)
  find('#room .square', dialog).replaceChildren(...(code ? [drawn(code)] : []))
  dialog.showModal()
}

function drawn({ path, size }: { path: string; size: number }): SVGElement {
  const picture = document.createElementNS(SVG, 'svg')
  picture.setAttribute('viewBox', `0 0 ${size} ${size}`)
  picture.setAttribute('role', 'img')
  picture.setAttribute('aria-label', 'A code that opens this order on a phone')
  const dark = document.createElementNS(SVG, 'path')
  dark.setAttribute('d', path)
  picture.append(dark)
  return picture
}
