/** From one drawing of an element to the next: its clock and its ring go on, and nothing else is touched. */

import type { ViewInput } from '../view-model/view-model.ts'
import type { View } from '../view-model/view.ts'
import { ring } from './alarm.ts'
import { nextTick, redrawsAt } from './changes-at.ts'
import { languageOf, sinceOf, timeOf } from './moment.ts'
import { watchNear, type Watch } from './near.ts'
import { dashOf } from './parts.ts'
import { leftText } from './texts.ts'
import { leftOf } from './view.ts'

/** A timer may be early by less than 1 ms: set this much behind the second, it never comes before it. In ms. */
const BEHIND = 2

interface Host {
  readonly renderRoot: ParentNode
  readonly ownerDocument: Document
}

export class Countdown {
  readonly #host: Host
  readonly #draw: () => void
  readonly #now: () => number
  #stopRinging: (() => void) | undefined
  /** The digits, as parts.ts has them. */
  #digits: Element | null = null
  #watch: Watch | undefined

  /** `draw`: the whole element, where more than its clock changes; `now`: by the relay's clock. */
  constructor(host: Host, draw: () => void, now: () => number) {
    this.#host = host
    this.#draw = draw
    this.#now = now
  }

  /** From what is drawn now to the next drawing, or `stop`. */
  run(shown: View, input: ViewInput): void {
    this.stop()
    const { renderRoot, ownerDocument } = this.#host
    const end = (shown.left && timeOf(input.snapshot?.expiresAt)) || Infinity
    const digits = end < Infinity ? renderRoot.querySelector('.left b') : null
    const arc = shown.ring === 'share' ? renderRoot.querySelector('.arc path') : null
    const since = (input.snapshot && sinceOf(input.snapshot)) ?? input.now
    const language = languageOf(input.language)

    const write = () => {
      const now = this.#now()
      if (digits) setText(digits, leftText(end - now, language))
      if (digits && arc) setDash(arc, dashOf(leftOf(since, end, now)))
    }
    // Lit knows nothing of what was written since the last drawing, and takes it to be there still.
    write()

    this.#follow(digits, write)
    // What nobody sees need not change; once somebody does, it is drawn anew.
    if (ownerDocument.hidden) return

    const drawsAt = redrawsAt(shown, input)
    const rest = () => {
      const now = this.#now()
      const next = digits ? Math.min(nextTick(now, end), drawsAt) : drawsAt
      this.#stopRinging = ring(next === drawsAt ? this.#draw : tick, next - now + BEHIND)
    }
    const tick = () => {
      if (this.#watch?.isNear) write()
      rest()
    }
    rest()
  }

  stop(): void {
    this.#stopRinging?.()
    this.#stopRinging = undefined
  }

  #follow(digits: Element | null, came: () => void): void {
    if (digits !== this.#digits) {
      this.#watch?.stop()
      this.#watch = digits ? watchNear(digits) : undefined
    }
    this.#digits = digits
    if (this.#watch) this.#watch.came = came
  }
}

/** Into the node that is there already: a new one costs more. */
function setText(element: Element, text: string): void {
  const { firstChild } = element
  if (element.textContent === text) return
  if (firstChild instanceof Text && !firstChild.nextSibling) firstChild.data = text
  else element.textContent = text
}

function setDash(arc: Element, dash: string): void {
  if (arc.getAttribute('stroke-dasharray') !== dash) arc.setAttribute('stroke-dasharray', dash)
}
