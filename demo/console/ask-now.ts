/** *Ask now*: the order's providers are asked, and what came of it, in words. */

import { answerOf, isOk, type Request } from './api.ts'
import type { Desk } from './desk.ts'
import { html, nothing, type Drawn } from './drawing.ts'
import { exchangeOf } from './parts.ts'
import type { AskedProvider } from './shapes.ts'
import { ASKED } from './tell.ts'
import { clock } from './words.ts'

const requestOf = (id: string): Request => ({ method: 'POST', path: `/orders/${id}/ask` })

const toolOf = (id: string): string => `ask ${id}`

export const askButton = (desk: Desk, id: string): Drawn => html`
  <button
    class="quiet"
    type="button"
    ?disabled=${desk.asking.has(id)}
    @click=${() => void askNow(desk, id)}
  >
    ${desk.asking.has(id) ? 'Asking…' : 'Ask now'}
  </button>
`

async function askNow(desk: Desk, id: string): Promise<void> {
  if (desk.asking.has(id)) return
  desk.changed(desk.asking.add(id))
  const exchange = await desk.send(toolOf(id), requestOf(id))
  desk.asking.delete(id)
  if (isOk(exchange)) desk.news = said(desk, answerOf<{ asked: AskedProvider[] }>(exchange).asked)
  desk.changed()
}

const said = (desk: Desk, asked: readonly AskedProvider[]): string =>
  asked
    .map(({ provider, outcome }) => `${desk.nameOf(provider)} ${outcomeOf(outcome)}`)
    .join('. ') || NOBODY

/** Of those that were not asked. */
const UNASKED: Readonly<Record<string, string>> = {
  throttled: 'was asked a moment ago',
  cannot: 'cannot be asked: without ASK_…, or an id to ask by',
}

const outcomeOf = (outcome: string): string => UNASKED[outcome] ?? ASKED[outcome]?.[1] ?? outcome

const NOBODY = 'Nobody can be asked: set ASK_<PROVIDER>, and register the order with asks.'

/** What came of it the last time. */
export function askedOf(desk: Desk, id: string): Drawn {
  const exchange = desk.sent.get(toolOf(id))
  if (!exchange || desk.asking.has(id)) return nothing
  const asked = isOk(exchange) ? answerOf<{ asked: AskedProvider[] }>(exchange).asked : undefined
  return html`
    <div class="asked">
      ${asked && asked.length === 0 ? html`<p>${NOBODY}</p>` : nothing}
      ${asked?.map(
        ({ provider, outcome, at }) => html`
          <p>
            <b>${desk.nameOf(provider)}</b> ${outcomeOf(outcome)}
            <time datetime=${at}>${clock(at, Date.now())}</time>
          </p>
        `,
      )}
      ${exchangeOf(exchange)}
    </div>
  `
}
