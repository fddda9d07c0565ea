/** Where the order stands, step by step: what happened and when, what is to be done now, what comes after. */

import type { TemplateResult } from 'lit'
import type { Step, View } from '../view-model/view.ts'
import type { Drawing, LookKit } from './look.ts'
import { styles } from './steps.styles.ts'

export { styles }

export const template: Drawing = (view, kit) => {
  const { html, parts } = kit
  return html`
    <div part="card" class="look card ${view.tone}">
      ${parts.head(view, kit)}
      <div class="story path">
        <ol part="steps" class="steps" role="list">
          ${view.steps.map((step, index) => row(step, index, view, kit))}
        </ol>
        ${parts.money(view, kit)}
      </div>
      ${parts.slot(view, kit)} ${parts.stub(view, kit)}
    </div>
  `
}

function row({ state, title, time }: Step, index: number, view: View, kit: LookKit) {
  const { html, icons, parts, language } = kit
  const isNow = state === 'now'
  const number = state === 'later' ? (index + 1).toLocaleString(language) : ''
  return html`
    <li part="step" class=${state} aria-current=${isNow ? 'step' : 'false'}>
      <span class="mark" aria-hidden="true">
        ${isNow ? parts.ring(view, kit) : ''}
        <b .textContent=${number}></b>
        <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" ?hidden=${state !== 'reached'}>
          <path d=${icons.check} />
        </svg>
      </span>
      <p
        part=${isNow ? 'title' : ''}
        class=${isNow ? 'title strong' : ''}
        .textContent=${title}
      ></p>
      <time .textContent=${time}></time>
      ${isNow ? more(view, kit) : ''}
    </li>
  `
}

/** What is to be done, and how many have confirmed. */
function more({ next, ring, pieces: [count, of] }: View, { html }: LookKit): TemplateResult {
  const pips = ring === 'pieces' && of < 8 ? [...Array(of).keys()] : []
  return html`
    <div class="more">
      <span class="pips" aria-hidden="true" ?hidden=${!pips.length}>
        ${pips.map((pip) => html`<i class=${pip < count ? 'on' : ''}></i>`)}
      </span>
      <p part="next" class="next" .textContent=${next}></p>
    </div>
  `
}
