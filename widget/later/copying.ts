/** Copies what the shopper must type or quote elsewhere, and says so for a while. */

import type { TemplateResult } from 'lit'
import type { Words } from '../locales/words.ts'
import type { Kit } from '../views/template.ts'
import { copyText, select } from './copy-text.ts'

/** So long it says "Copied", in ms. */
const SAID = 2_000

const COPY =
  'M11 9h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2M15 9V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h3'
const TICK = 'm5 13 5 4 9-10'

export class Copying {
  readonly #update: () => void
  /** What was copied a moment ago, by its label; empty: nothing. */
  #copied = ''
  #timer: ReturnType<typeof setTimeout> | undefined

  /** `update`: draws again. */
  constructor(update: () => void) {
    this.#update = update
  }

  /**
   * A button that copies `text`. Where the browser lets nobody copy, it selects the text instead: what is drawn in the
   * `<bdi>` beside it, under the same parent.
   *
   * `isWorded`: its word stands beside its mark.
   */
  button(text: string, label: string, kit: Kit, isWorded = false): TemplateResult {
    const words = (kit.words as Words).button
    const isCopied = this.#copied === label
    return kit.html`
      <button
        part="copy"
        class="copy ${isWorded ? 'worded' : ''} ${isCopied ? 'done' : ''}"
        type="button"
        aria-label="${words.copy}: ${label}"
        ?hidden=${!text}
        @click=${(event: Event) => this.#copy(text, label, event.currentTarget)}
      >
        <svg viewBox="0 0 24 24" width="18" height="18" fill="none" stroke="currentColor">
          <path d=${isCopied ? TICK : COPY} />
        </svg>
        <span ?hidden=${!isWorded} .textContent=${isCopied ? words.copied : words.copy}></span>
      </button>
    `
  }

  /** Tells a screen reader, once: the button keeps its name, so that it is not said twice. */
  spoken({ html, words }: Kit): TemplateResult {
    const said = this.#copied && (words as Words).button.copied
    return html`<span class="heard" role="status" .textContent=${said}></span>`
  }

  async #copy(text: string, label: string, button: EventTarget | null): Promise<void> {
    if (!(button instanceof Element)) return
    if (!(await copyText(text, button))) {
      const shown = button.parentElement?.querySelector('bdi')
      if (shown) select(shown)
      return
    }
    this.#copied = label
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#copied = ''
      this.#update()
    }, SAID)
    this.#update()
  }
}
