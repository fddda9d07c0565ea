/** The square in which a code stands, and afterwards the ring: it never goes, so that nothing below it moves. */

import type { TemplateResult } from 'lit'
import type { Code, codeOf } from '../code/code.ts'
import type { Words } from '../locales/words.ts'
import type { View } from '../view-model/view.ts'
import type { Kit } from '../views/template.ts'
import type { Copying } from './copying.ts'

/** A longer text has so many squares that they need more room to be told apart. */
const DENSE = 300

/** Loads what draws codes; `onFailure` hears each time it cannot be loaded, until it is. */
export type LoadCode = (onFailure: () => void) => Promise<{ codeOf: typeof codeOf }>

export class Square {
  readonly #update: () => void
  readonly #copying: Copying
  readonly #loadCode: LoadCode
  #codeOf: typeof codeOf | undefined
  #isAsked = false
  #isMissing = false
  /** What was drawn last: of one text, which is shown for minutes, once. */
  #text = ''
  #code: Code | undefined
  /** How it looked; empty: there has been none. */
  #look = ''

  /** `update`: draws again. */
  constructor(update: () => void, copying: Copying, loadCode: LoadCode) {
    this.#update = update
    this.#copying = copying
    this.#loadCode = loadCode
  }

  /** Undefined: this order has shown no code. */
  draw(view: View, kit: Kit): TemplateResult | undefined {
    const { html, parts } = kit
    const { code: text } = view
    if (text) {
      this.#look = text.length > DENSE ? 'square dense' : 'square'
      this.#prepare(text)
    }
    if (!this.#look) return undefined
    const { label } = kit.words as Words
    const isText = text && (this.#codeOf ? !this.#code : this.#isMissing)
    return html`
      <div part="code" class="${this.#look} ${text ? 'white' : ''}" translate="no">
        ${text ? this.#drawn(label.code, kit) : parts.ring(view, kit)}
        <bdi class="says" ?hidden=${!isText} .textContent=${text}></bdi>
      </div>
      <div class="under">${this.#copying.button(text, label.code, kit, true)}</div>
    `
  }

  #drawn(label: string, { html }: Kit): TemplateResult {
    const { size = 1, path = '' } = this.#code ?? {}
    return html`
      <svg viewBox="0 0 ${size} ${size}" role="img" aria-label=${label} ?hidden=${!path}>
        <path d=${path} />
      </svg>
    `
  }

  #prepare(text: string): void {
    if (this.#codeOf) {
      if (text === this.#text) return
      this.#text = text
      this.#code = this.#codeOf(text)
    } else if (!this.#isAsked) {
      this.#isAsked = true
      void this.#load()
    }
  }

  async #load(): Promise<void> {
    const { codeOf } = await this.#loadCode(() => {
      // Until then the text can be copied.
      this.#isMissing = true
      this.#update()
    })
    this.#codeOf = codeOf
    this.#update()
  }
}
