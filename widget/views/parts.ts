/** The parts that looks share. */

import type { TemplateResult } from 'lit'
import type { Button, View } from '../view-model/view.ts'
import type { Kit } from './template.ts'

/** Draws one part of the slip of paper. */
type Part = (view: View, kit: Kit) => TemplateResult

export interface Parts {
  /** What is paid to whom. */
  head: Part
  /** Open while the truth is being found, closed once it is known; a glyph in it. */
  ring: Part
  /** What happened, and what next. */
  words: Part
  /** Was money taken: a mark that says it without words, and one sentence. */
  money: Part
  /** One row that is always there: the clock, and what to press. */
  slot: Part
  /** What one quotes, and how it stands with the connection. */
  stub: Part
}

/** A circle with something in it, such as of icons.ts. */
const mark = (name: string, lines: string | undefined, { html }: Kit): TemplateResult => html`
  <svg
    class=${name}
    viewBox="0 0 24 24"
    width="24"
    fill="none"
    stroke="currentColor"
    aria-hidden="true"
  >
    <circle cx="12" cy="12" r="8.5" />
    <path d=${lines ?? ''} />
  </svg>
`

/** From the top, by the clock. */
const CIRCLE = 'M28 3a25 25 0 1 1 0 50 25 25 0 1 1 0-50'

/** Of `of` pieces as many as there are, in percent of the circle. */
const pieces = (count: number, of: number): string => `${85 / of} ${15 / of} `.repeat(count)

/** What of the ring is drawn, in percent of its circle: lines and gaps. */
const drawn = ({ ring, share, pieces: [count, of] }: View): string =>
  ({
    turning: '26 74',
    share: `${share * 100} 100`,
    pieces: `${pieces(count, of)}0 100`,
    broken: '2.2 3.355',
    closed: '100 0',
  })[ring]

const CONNECTIONS: Readonly<Partial<Record<View['connection'], string>>> = {
  polling: 'M12 12v0',
  offline: 'm6 18 12-12',
}

export const parts: Parts = {
  head: (view, { html }) => html`
    <div part="head" class="row head">
      <bdi
        part="merchant"
        class="merchant strong"
        translate="no"
        .textContent=${view.merchant}
      ></bdi>
      <bdi part="amount" class="amount strong" translate="no" .textContent=${view.amount}></bdi>
      <bdi
        part="description"
        class="description small"
        ?hidden=${!view.description}
        .textContent=${view.description}
      ></bdi>
      <span part="test" class="test" ?hidden=${!view.test} .textContent=${view.test}></span>
    </div>
  `,

  ring: (view, { html, icons }) => html`
    <span part="ring" class="ring ${view.ring}" aria-hidden="true">
      <svg viewBox="0 0 56 56" width="56" fill="none" stroke="currentColor">
        <path
          class="disc"
          pathLength="100"
          stroke-dasharray=${view.ring === 'pieces' ? pieces(1, view.pieces[1]) : ''}
          d=${CIRCLE}
        />
        <path
          class="glyph"
          pathLength="1"
          transform="translate(15 15) scale(1.0833)"
          d=${icons[view.glyph]}
        />
      </svg>
      <svg class="arc" viewBox="0 0 56 56" width="56" fill="none" stroke="currentColor">
        <path pathLength="100" stroke-dasharray=${drawn(view)} d=${CIRCLE} />
      </svg>
    </span>
  `,

  words: (view, { html }) => html`
    <div class="text">
      <p part="title" class="title strong" .textContent=${view.title}></p>
      <p part="next" class="next" .textContent=${view.next}></p>
    </div>
  `,

  money: (view, kit) => kit.html`
    <div part="money" class="money">
      ${mark(`coin ${view.coin}`, kit.icons[view.coin], kit)}
      <div class="text">
        <p class="strong" .textContent=${view.money}></p>
        <p class="small" ?hidden=${!view.moneyNote} .textContent=${view.moneyNote}></p>
      </div>
    </div>
  `,

  // The same three to press are always there, so that none is ever made anew under a finger.
  slot: (view, { html, press }) => {
    const main = view.buttons.find(({ isMain }) => isMain)
    const other = view.buttons.find(({ isMain }) => !isMain)
    const hasClock = Boolean(view.left || view.note)
    const label = (button?: Button) => (button ? `${button.label} ${button.rest}`.trim() : '')
    const pressed = (button?: Button) => (event: Event) => button && press(button, event)
    const part = (isThere: boolean) => (isThere ? 'button' : '')
    return html`
      <div part="slot" class="row slot ${main && hasClock ? 'wide' : ''}">
        <a
          part=${part(Boolean(main?.href))}
          class="button main"
          href=${main?.href ?? ''}
          ?hidden=${!main?.href}
          @click=${pressed(main)}
          .textContent=${label(main)}
        ></a>
        <button
          part=${part(main?.href === '')}
          class="button main"
          type="button"
          ?hidden=${main?.href !== ''}
          @click=${pressed(main)}
          .textContent=${label(main)}
        ></button>
        <div part="clock" class="clock small" ?hidden=${!hasClock}>
          <div class="left" ?hidden=${!view.left}>
            <span .textContent=${view.leftBefore}></span>
            <b class="strong" translate="no" .textContent=${view.left}></b>
            <span .textContent=${view.leftAfter}></span>
          </div>
          <p .textContent=${view.note}></p>
        </div>
        <button
          part=${part(Boolean(other))}
          class="button pale"
          type="button"
          ?hidden=${!other}
          aria-disabled=${other?.isResting ?? false}
          @click=${pressed(other)}
          .textContent=${label(other)}
        ></button>
      </div>
    `
  },

  stub: (view, kit) => kit.html`
    <div part="stub" class="stub">
      <dl class="row facts">
        <div>
          <dt class="small" .textContent=${kit.words.label.reference}></dt>
          <dd><bdi part="reference" class="strong" translate="no" .textContent=${view.reference}></bdi></dd>
        </div>
        <div ?hidden=${!view.receipt}>
          <dt class="small" .textContent=${kit.words.label.receipt}></dt>
          <dd><bdi part="receipt" class="strong" translate="no" .textContent=${view.receipt}></bdi></dd>
        </div>
      </dl>
      <div class="row small foot">
        <div part="connection" class="connection ${view.connection}">
          ${mark('', CONNECTIONS[view.connection], kit)}
          <p .textContent=${view.connectionText}></p>
        </div>
        <a
          part="support"
          class="support"
          href=${kit.supportUrl}
          ?hidden=${!kit.supportUrl}
          .textContent=${kit.words.button.support}
        ></a>
      </div>
    </div>
  `,
}
