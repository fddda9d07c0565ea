/** Where the order stands, step by step: what happened and when, what is to be done now, what comes after. */

import type { TemplateResult } from 'lit'
import type { Words } from '../locales/words.ts'
import { stepsOf, type Step, type StepName } from '../view-model/steps.ts'
import type { View } from '../view-model/view.ts'
import type { Drawing, LookKit } from './look.ts'
import { styles } from './steps.styles.ts'

export { styles }

export const template: Drawing = (view, kit) => {
  const { html, parts, host } = kit
  return html`
    <div part="card" class="look card ${view.tone}">
      ${parts.head(view, kit)}
      <div class="story path">
        <ol part="steps" class="steps" role="list">
          ${host.snapshot && stepsOf(host.snapshot).map((step, index) => row(step, index, view, kit))}
        </ol>
        ${parts.money(view, kit)}
      </div>
      ${parts.slot(view, kit)} ${parts.stub(view, kit)}
    </div>
  `
}

function row(
  { name: step, state, since }: Step,
  index: number,
  view: View,
  kit: LookKit,
): TemplateResult {
  const { html, icons, parts, language } = kit
  const isNow = state === 'now'
  const isReached = state === 'reached'
  return html`
    <li part="step" class=${state} aria-current=${isNow ? 'step' : 'false'}>
      <span class="mark" aria-hidden="true">
        ${isNow ? parts.ring(view, kit) : ''}
        <b .textContent=${state === 'later' ? (index + 1).toLocaleString(language) : ''}></b>
        <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" ?hidden=${!isReached}>
          <path d=${icons.check} />
        </svg>
      </span>
      <p
        part=${isNow ? 'title' : ''}
        class=${isNow ? 'title strong' : isReached ? 'strong' : ''}
        .textContent=${titleOf(step, state, view, kit)}
      ></p>
      <time .textContent=${isReached || (isNow && isOver(view)) ? timeText(since, kit) : ''}></time>
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

/** Those that are called something else once they are taken. */
const TAKEN: Readonly<Partial<Record<StepName, keyof Words['step']>>> = {
  approve: 'approved',
  confirm: 'confirmed',
  both: 'agreed',
}

function titleOf(
  step: Step['name'],
  state: Step['state'],
  view: View,
  { words, host }: LookKit,
): string {
  // What is held waits for those who have to confirm: the sentence about money says that it is held.
  const isHeld = step === 'both' && host.snapshot?.status === 'authorized'
  if (!step || (state === 'now' && !isHeld)) return view.title
  const word = (state === 'reached' && TAKEN[step]) || step
  return words.step[word].replace('{provider}', view.provider)
}

/** Once it is known how it came out, it is known when. */
const isOver = ({ ring, coin }: View): boolean =>
  ring === 'closed' || coin === 'part' || coin === 'back'

const HOUR = 3_600_000

/** As short as it can be said: today the hour, this week the day too, else the date. */
function timeText(at: number, { now, language }: LookKit): string {
  const age = Math.abs(now - at)
  const clock = { hour: 'numeric', minute: '2-digit' } as const
  const options =
    age < 12 * HOUR
      ? clock
      : age < 144 * HOUR
        ? ({ weekday: 'short', ...clock } as const)
        : ({ day: 'numeric', month: 'short' } as const)
  return Number.isNaN(at) ? '' : new Date(at).toLocaleString(language, options)
}
