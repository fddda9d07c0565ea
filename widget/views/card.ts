/** The card: everything there is to know, at rest. */

import { ICONS } from './icons.ts'
import type { Template } from './template.ts'

export const card: Template = (html, view, words, { continueUrl, supportUrl, retry }) => {
  const target = view.actionUrl || (view.isContinuable ? continueUrl : '')
  const fact = (part: string, name: string, value: string) =>
    html`<div>
      <dt>${name}</dt>
      <dd part=${part} class="strong"><bdi>${value}</bdi></dd>
    </div>`

  return html`
    <div part="card" class="card ${view.tone}">
      <div part="progress" ?hidden=${view.tone !== 'waiting'}></div>

      <div>
        <div class="row strong">
          <bdi part="merchant">${view.merchant}</bdi>
          <bdi part="amount">${view.amount}</bdi>
        </div>
        <bdi part="description" class="small">${view.description}</bdi>
      </div>

      <div part="status">
        <span part="icon" aria-hidden="true"
          ><svg viewBox="0 0 24 24"><path pathLength="1" d=${ICONS[view.icon]} /></svg
        ></span>
        <div>
          <p part="title" class="strong">${view.title}</p>
          <p part="reason">${view.reason}</p>
          <p part="money" class="strong">${view.money}</p>
          <p part="next">${view.next}</p>
        </div>
      </div>

      <div class="row" ?hidden=${!target && !view.retry}>
        ${target && html`<a part="button" href=${target}>${view.actionUrl ? words.open : words.continue}</a>`}
        ${view.retry && html`<button part="button" @click=${retry}>${view.retry}</button>`}
      </div>

      <dl class="row small">
        ${fact('reference', words.reference, view.reference)}
        ${view.receipt && fact('receipt', words.receipt, view.receipt)}
      </dl>

      <div class="row small foot">
        <span part="connection" class=${view.connection}>${words.connection[view.connection]}</span>
        ${supportUrl && html`<a part="support" href=${supportUrl}>${words.support}</a>`}
      </div>
    </div>
  `
}
