/** What some payments need besides: a code to scan, an account to pay to, and what can be copied. One for each element. */

import type { TemplateResult } from 'lit'
import type { Words } from '../locales/words.ts'
import type { Button, View } from '../view-model/view.ts'
import type { Extras as Drawn, Kit } from '../views/template.ts'
import { Copying } from './copying.ts'
import { payTo } from './pay-to.ts'
import { Square, type LoadCode } from './square.ts'

const PRINT: Button = {
  deed: 'print',
  label: '',
  href: '',
  isMain: false,
  isResting: false,
  rest: '',
}

export class Extras implements Drawn {
  readonly #copying: Copying
  readonly #square: Square
  /** The last view with an account to pay to. */
  #account: View | undefined

  /** `update`: draws again. */
  constructor(update: () => void, loadCode: LoadCode) {
    this.#copying = new Copying(update)
    this.#square = new Square(update, this.#copying, loadCode)
  }

  /** The square of a code, where the order has shown one: the ring stands in it after that. */
  square(view: View, kit: Kit): TemplateResult | undefined {
    return this.#square.draw(view, kit)
  }

  /** The account to pay to, where the order has shown one: once it is not to be used any more, its room stays. */
  payTo(view: View, kit: Kit): TemplateResult | undefined {
    if (view.payTo) this.#account = view
    return this.#account && payTo(this.#account, kit, this.#copying, !view.payTo)
  }

  /** Prints the page, once there is a receipt: what the page is on paper is the shop's, and ours is a slip on it. */
  print({ coin, ring }: View, { html, words, press }: Kit): TemplateResult {
    const isPaid = coin === 'taken' && ring === 'closed'
    const label = (words as Words).button.print
    return html`<button
      part="print"
      class="print"
      type="button"
      ?hidden=${!isPaid || typeof window.print !== 'function'}
      @click=${(event: Event) => press({ ...PRINT, label }, event)}
      .textContent=${label}
    ></button>`
  }

  copy(text: string, label: string, kit: Kit): TemplateResult {
    return this.#copying.button(text, label, kit)
  }

  /** What a screen reader says of it: drawn once, from the start. */
  spoken(kit: Kit): TemplateResult {
    return this.#copying.spoken(kit)
  }
}
