/** The parts that looks share. */

import type { TemplateResult } from 'lit'
import type { View } from '../view-model/view.ts'
import { COINS, GLYPHS } from './icons.ts'
import type { Kit } from './template.ts'

/** Each draws one part of the slip of paper. */
export interface Parts {
  head: (view: View, kit: Kit) => TemplateResult
  ring: (view: View, kit: Kit) => TemplateResult
  money: (view: View, kit: Kit) => TemplateResult
  slot: (view: View, kit: Kit) => TemplateResult
  stub: (view: View, kit: Kit) => TemplateResult
}

export const parts: Parts = {
  head: (view, { html }) => html`
    <div class="row strong" part="head">
      <bdi part="merchant" translate="no" .textContent=${view.merchant}></bdi>
      <bdi part="amount" translate="no" .textContent=${view.amount}></bdi>
    </div>
    <bdi part="description" class="small" .textContent=${view.description}></bdi>
    <span part="test" class="small" .textContent=${view.test}></span>
  `,

  ring: (view, { html }) => html`
    <span part="ring" aria-hidden="true"
      ><svg viewBox="0 0 24 24"><path pathLength="1" d=${GLYPHS[view.glyph]} /></svg
    ></span>
  `,

  money: (view, { html }) => html`
    <p part="money" class="strong">
      <svg viewBox="0 0 24 24" aria-hidden="true"><path d=${COINS[view.coin]} /></svg
      ><span .textContent=${view.money}></span> <small .textContent=${view.moneyNote}></small>
    </p>
  `,

  slot: (view, { html, press }) => html`
    <div class="row" part="slot">
      <span part="clock"
        ><span .textContent=${view.leftBefore}></span><b .textContent=${view.left}></b
        ><span .textContent=${view.leftAfter}></span> <span .textContent=${view.note}></span
      ></span>
      ${view.buttons.map((button) =>
        button.href
          ? html`<a part="button" href=${button.href} .textContent=${button.label}></a>`
          : html`<button
              part="button"
              @click=${() => press(button)}
              .textContent=${button.label}
            ></button>`,
      )}
    </div>
  `,

  stub: (view, { html, words, supportUrl }) => html`
    <dl class="row small">
      <div>
        <dt .textContent=${words.label.reference}></dt>
        <dd><bdi part="reference" translate="no" .textContent=${view.reference}></bdi></dd>
      </div>
      <div ?hidden=${!view.receipt}>
        <dt .textContent=${words.label.receipt}></dt>
        <dd><bdi part="receipt" translate="no" .textContent=${view.receipt}></bdi></dd>
      </div>
    </dl>
    <div class="row small foot">
      <span part="connection" class=${view.connection} .textContent=${view.connectionText}></span>
      <a
        part="support"
        href=${supportUrl}
        ?hidden=${!supportUrl}
        .textContent=${words.button.support}
      ></a>
    </div>
  `,
}
