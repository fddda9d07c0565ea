/** The parts that looks share, as far as the first seconds need them: some come anew with later/parts.ts. */

import type { TemplateResult } from 'lit'
import type { View } from '../view-model/view.ts'
import type { Kit, Parts } from './template.ts'

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

  ring: (view, { html, icons, parts }) => html`
    <span part="ring" class="ring ${view.ring}" aria-hidden="true">
      <svg viewBox="0 0 56 56" width="56" fill="none" stroke="currentColor">
        <path class="disc" pathLength="100" stroke-dasharray=${parts.dashes(view)[1]} d=${CIRCLE} />
        <path
          class="glyph"
          pathLength="1"
          transform="translate(15 15) scale(1.0833)"
          d=${icons[view.glyph]}
        />
      </svg>
      <svg class="arc" viewBox="0 0 56 56" width="56" fill="none" stroke="currentColor">
        <path pathLength="100" stroke-dasharray=${parts.dashes(view)[0]} d=${CIRCLE} />
      </svg>
    </span>
  `,

  dashes: ({ ring }) => [ring === 'closed' ? '100 0' : '26 74', ''],

  words: (view, { html }) => html`
    <div class="text">
      <p part="title" id="title" class="title strong" .textContent=${view.title}></p>
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

  // Its place: what is in it comes with later/parts.ts.
  slot: (_, { html }) => html`<div part="slot" class="row slot"></div>`,

  stub: (view, kit) => kit.html`
    <div part="stub" class="stub">
      <dl class="row facts">
        <div>
          <dt class="small" .textContent=${kit.words.label.reference}></dt>
          <dd translate="no">
            <bdi part="reference" class="strong" .textContent=${view.reference}></bdi>
            ${kit.extras?.copy(view.reference, kit.words.label.reference, kit)}
          </dd>
        </div>
        <div ?hidden=${!view.receipt}>
          <dt class="small" .textContent=${kit.words.label.receipt}></dt>
          <dd translate="no">
            <bdi part="receipt" class="strong" .textContent=${view.receipt}></bdi>
            ${kit.extras?.copy(view.receipt, kit.words.label.receipt, kit)}
          </dd>
        </div>
      </dl>
      <div class="row small paper" ?hidden=${!view.when}>
        <p .textContent=${view.badge}></p>
        <p .textContent=${view.when}></p>
      </div>
      <div class="row small foot">
        <div part="connection" class="connection ${view.connection}">
          ${mark('', CONNECTIONS[view.connection], kit)}
          <p .textContent=${view.connectionText}></p>
        </div>
        <div class="more" ?hidden=${!kit.extras}>${kit.extras?.print(view, kit)}</div>
        <a
          part="support"
          class="support"
          href=${kit.supportUrl}
          ?hidden=${!kit.supportUrl}
          .textContent=${kit.words.button.support}
        ></a>
      </div>
      ${kit.extras?.spoken(kit)}
    </div>
  `,
}
