/** One order: what is true of it, and its story. */

import { askButton, askedOf } from './ask-now.ts'
import { badge } from './badge.ts'
import { curlOf } from './curl.ts'
import { LOOKS, type Desk, type Look, type Opened } from './desk.ts'
import { html, nothing, repeat, type Drawn } from './drawing.ts'
import { replayButtons } from './nothing-pane.ts'
import { copyButton, exchangeOf, json } from './parts.ts'
import type { Audience, Order, Payment } from './shapes.ts'
import { entriesOf, type Entry } from './tell.ts'
import { clock, foreign, money, pages } from './words.ts'

export function storyPane(desk: Desk, opened: Opened): Drawn {
  const { id, order, fault, audience } = opened
  if (!order) {
    return html`<header class="story-head">
        <h2><bdi>${id}</bdi></h2>
      </header>
      <p class=${fault ? 'fault' : 'empty'}>${fault || 'Asking the relay…'}</p>`
  }
  return html`
    <header class="story-head">
      <div>
        <h2><bdi>${id}</bdi></h2>
        ${badge(order)}
        <span class="sum">${money(order.amount ?? order.amountReceived, order.currency)}</span>
      </div>
      <dl class="facts">${factsOf(desk, order, audience)}</dl>
      ${fault ? html`<p class="fault">${fault}</p>` : nothing}
      <div class="buttons">
        ${SHORTCUTS.map(
          ([label, tool]) => html`
            <button class="quiet" type="button" @click=${() => void desk.goTo(tool)}>
              ${label}
            </button>
          `,
        )}
        ${askButton(desk, id)}
      </div>
      ${askedOf(desk, id)}
      <div class="looks" role="tablist" aria-label="Of this order">
        ${LOOKS.map((look) => tab(desk, look))}
      </div>
    </header>
    <div class="look" id="look" role="tabpanel" tabindex="0" aria-labelledby="tab-${desk.look}">
      ${VIEWS[desk.look](desk, opened, order)}
    </div>
  `
}

function factsOf(desk: Desk, order: Order, audience: Audience | undefined): Drawn[] {
  const { version, receipt, amountReceived, amountRefunded, currency, customers, references } =
    order
  const facts: [string, string | undefined][] = [
    ['Status', order.status],
    ['Version', String(version)],
    ['Number', order.number],
    ['Provider', order.provider && desk.nameOf(order.provider)],
    ['Receipt', receipt],
    [
      'Received',
      amountReceived > 0 && amountReceived !== order.amount
        ? money(amountReceived, currency)
        : undefined,
    ],
    ['Sent back', amountRefunded > 0 ? money(amountRefunded, currency) : undefined],
    ['Reason', order.reason?.code],
    ['May pay again', order.safeToRetry ? 'yes' : undefined],
    ['Too much', order.overpaid ? 'was paid' : undefined],
    ['Test money', order.test ? 'yes' : undefined],
    ['Customers', customers?.map(foreign).join(', ')],
    ['References', references?.map(foreign).join(', ')],
    ['Watching', audience && watching(audience)],
  ]
  return facts.flatMap(([name, value]) =>
    value
      ? [
          html`<div>
            <dt>${name}</dt>
            <dd><bdi>${value}</bdi></dd>
          </div>`,
        ]
      : [],
  )
}

const watching = ({ connections, delivered, acknowledged }: Audience): string =>
  delivered === 0
    ? pages(connections)
    : `${pages(connections)}, sent v${delivered}, shown v${acknowledged}`

/** To the tools, which are filled in for this order. */
const SHORTCUTS = [
  ['Simulate…', 'simulate'],
  ['Say by hand…', 'hand'],
  ['Notify…', 'notify'],
] as const

const TITLES: Readonly<Record<Look, string>> = {
  story: 'Story',
  payments: 'Payments',
  snapshot: 'Snapshot',
  audience: 'Audience',
}

const tab = (desk: Desk, look: Look): Drawn => html`
  <button
    type="button"
    role="tab"
    id="tab-${look}"
    aria-controls="look"
    aria-selected=${desk.look === look}
    tabindex=${desk.look === look ? 0 : -1}
    @click=${() => desk.changed((desk.look = look))}
    @keydown=${(event: KeyboardEvent) => walk(desk, event)}
  >
    ${TITLES[look]}
  </button>
`

/** The arrow keys go from tab to tab, as a screen reader's user expects. */
function walk(desk: Desk, { key, currentTarget }: KeyboardEvent): void {
  if (key !== 'ArrowRight' && key !== 'ArrowLeft') return
  const button = currentTarget as HTMLElement
  const isForward = (key === 'ArrowRight') === (getComputedStyle(button).direction === 'ltr')
  const at = LOOKS.indexOf(desk.look) + (isForward ? 1 : LOOKS.length - 1)
  desk.changed((desk.look = LOOKS[at % LOOKS.length] ?? 'story'))
  queueMicrotask(() => document.getElementById(`tab-${desk.look}`)?.focus())
}

const VIEWS: Readonly<Record<Look, (desk: Desk, opened: Opened, order: Order) => Drawn>> = {
  story: (desk, { story, kept }, order) =>
    story
      ? html`<ol class="log">
          ${repeat(
            keyed(entriesOf(order, story, kept, (provider) => desk.nameOf(provider))),
            ([key]) => key,
            ([, entry]) => entryOf(desk, entry),
          )}
        </ol>`
      : nothing,

  payments: (desk, _, { payments = [] }) =>
    payments.length === 0
      ? html`<p class="empty">Nobody has spoken of a payment yet.</p>`
      : html`<ul class="payments">
          ${payments.map((payment) => paymentOf(desk, payment))}
        </ul>`,

  snapshot: (desk, _, order) => html`
    <div class="pad">
      <div class="buttons">
        ${copyButton('Copy JSON', () => json(order))}
        ${copyButton('Copy as curl', () =>
          curlOf(desk.start?.relay ?? '', { method: 'GET', path: `/orders/${order.id}` }),
        )}
      </div>
      <pre tabindex="0" aria-label="Snapshot">${json(order)}</pre>
    </div>
  `,

  audience: (desk, { audience, story }, order) => html`
    <div class="pad">
      <dl class="table">
        <div>
          <dt>Pages that watch now</dt>
          <dd>${audience?.connections ?? 0}</dd>
        </div>
        <div>
          <dt>Newest version sent to one</dt>
          <dd>${versionOf(audience?.delivered)}</dd>
        </div>
        <div>
          <dt>Newest version shown by one</dt>
          <dd>${versionOf(audience?.acknowledged)}</dd>
        </div>
        <div>
          <dt>The order is at</dt>
          <dd>v${order.version}</dd>
        </div>
        <div>
          <dt>Your backend</dt>
          <dd>
            ${
              !story?.webhook
                ? 'none listens: WEBHOOK_URL is not set'
                : story.webhook.waiting
                  ? `has not heard v${story.webhook.waiting.version} yet`
                  : story.webhook.delivered
                    ? 'has heard all'
                    : 'nothing to hear yet'
            }
          </dd>
        </div>
      </dl>
      <p class="empty">Staff, and this console, are not counted.</p>
      <div class="buttons">
        ${copyButton('Copy as curl', () =>
          curlOf(desk.start?.relay ?? '', { method: 'GET', path: `/orders/${order.id}/audience` }),
        )}
      </div>
    </div>
  `,
}

/** By what they say: what somebody has opened stays open when others come. */
function keyed(entries: readonly Entry[]): [key: string, entry: Entry][] {
  const counts = new Map<string, number>()
  return entries.map((entry) => {
    const name = `${entry.at} ${entry.title} ${entry.kept?.id ?? ''}`
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    return [`${name} ${count}`, entry]
  })
}

const versionOf = (version = 0): string => (version === 0 ? 'none yet' : `v${version}`)

const entryOf = (desk: Desk, { at, tone, title, detail, ms, kept }: Entry): Drawn => html`
  <li class=${tone}>
    <time datetime=${at}>${clock(at, Date.now())}</time>
    <span class="dot" aria-hidden="true"></span>
    <div>
      <p><b>${title}</b> <span>${detail}</span></p>
      ${
        kept
          ? html`
              ${kept.body === null ? nothing : bytesOf(kept.body)}
              <div class="buttons">${replayButtons(desk, kept)}</div>
              ${exchangeOf(desk.sent.get(`replay ${kept.id}`))}
            `
          : nothing
      }
    </div>
    <span class="ms">${ms === undefined ? nothing : html`<bdi>${ms} ms</bdi>`}</span>
  </li>
`

const bytesOf = (body: string): Drawn => html`
  <details class="bytes">
    <summary>What it said</summary>
    <pre>${body}</pre>
  </details>
`

function paymentOf(desk: Desk, payment: Payment): Drawn {
  const { id, provider, status, amountReceived, amountRefunded, currency, receipt, trust } = payment
  const rows: [string, string | null | false][] = [
    ['Provider', provider === null ? null : desk.nameOf(provider)],
    ['Proven by', trust],
    ['Amount', money(payment.amount, currency)],
    ['Received', money(amountReceived, currency)],
    ['Sent back', amountRefunded > 0 && money(amountRefunded, currency)],
    ['Receipt', receipt],
    ['Reason', payment.reason && `${payment.reason.code} ${foreign(payment.reason.message ?? '')}`],
    ['Happened', payment.occurredAt && clock(payment.occurredAt, Date.now())],
    ['Final', payment.final && 'by the merchant’s word'],
  ]
  return html`
    <li>
      <h3><bdi>${id}</bdi> <small>${status}</small></h3>
      <dl class="table">
        ${rows.map(([name, value]) =>
          value
            ? html`<div>
                <dt>${name}</dt>
                <dd><bdi>${value}</bdi></dd>
              </div>`
            : nothing,
        )}
      </dl>
    </li>
  `
}
