/** A mark and a word, for lists: nothing in it moves. */

import { styles } from './badge.styles.ts'
import type { Drawing, Frame, LookHost } from './look.ts'

export { styles }

/** What the shop has put around a badge that opens something. */
const OPENERS = 'a,button,summary,label,[role=button],[role=link]'

/** When the status began that a badge came with, or has said since: only what is later is said. */
const SAID = new WeakMap<LookHost, { since: string; news: string }>()

/**
 * What a screen reader hears: each change once, with the order's number, for there may be many. Neither what a list came
 * with, nor that all of it was out of sight for a while.
 */
function newsOf(host: LookHost, text: string): string {
  const history = host.snapshot?.history ?? []
  const since = history[history.length - 1]?.at ?? ''
  const said = SAID.get(host)
  if (said?.since === since) return said.news
  const news = said ? text : ''
  SAID.set(host, { since, news })
  return news
}

export const template: Drawing = (view, { html, icons, host, unseen }) => {
  const [lines, filled = ''] = (icons[view.glyph] ?? '').split('|')
  const facts = [view.amount, view.reference].filter(Boolean)
  return html`
    <span part="badge" class="look badge ${view.tone} ${host.closest(OPENERS) ? 'opens' : ''}">
      <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" aria-hidden="true">
        <circle cx="12" cy="12" r="8.5" ?hidden=${view.glyph !== 'clock'} />
        <path d=${lines} />
        <path class="solid" d=${filled} />
      </svg>
      <bdi .textContent=${view.badge}></bdi>
      <span .style=${unseen} .textContent=${`, ${facts.join(', ')}`}></span>
    </span>
    <span
      role="status"
      .style=${unseen}
      .textContent=${newsOf(host, `${view.reference}: ${view.badge}`)}
    ></span>
  `
}

/** Without the live regions of the element: in a list, all would speak at once. */
export const frame: Frame = (_, drawn) => drawn
