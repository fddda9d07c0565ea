/** The orders, live: sought, filtered, opened. */

import { badge } from './badge.ts'
import type { Desk } from './desk.ts'
import { html, nothing, repeat, type Drawn } from './drawing.ts'
import { FILTERS, type Filter } from './listing.ts'
import type { Order } from './shapes.ts'
import { ago, money, pages } from './words.ts'

export const ordersPane = (desk: Desk): Drawn => html`
  <header>
    <input
      class="find"
      type="search"
      placeholder="Order, reference or receipt"
      aria-label="Find an order"
      maxlength="255"
      @input=${({ target }: Event) =>
        void desk.list(desk.filter, (target as HTMLInputElement).value.trim())}
    />
    <div class="filters" role="group" aria-label="Which orders">
      ${Object.entries(FILTERS).map(
        ([name, { label }]) => html`
          <button
            class="chip"
            type="button"
            aria-pressed=${desk.filter === name}
            @click=${() => void desk.list(name as Filter)}
          >
            ${label}
          </button>
        `,
      )}
    </div>
    <nav class="phone" aria-label="Besides orders">${places(desk)}</nav>
  </header>
  ${desk.listed.fault ? html`<p class="fault">${desk.listed.fault}</p>` : nothing}
  <ol class="orders">
    ${repeat(
      desk.listed.orders,
      ({ id }) => id,
      (order) => html`<li>${row(desk, order)}</li>`,
    )}
  </ol>
  ${
    desk.listed.orders.length === 0 && !desk.listed.fault
      ? html`<p class="empty">${emptyOf(desk)}</p>`
      : nothing
  }
  ${
    desk.listed.next.length > 0
      ? html`<button class="quiet more" type="button" @click=${() => void desk.more()}>
          Show older ones
        </button>`
      : nothing
  }
`

function row(desk: Desk, order: Order): Drawn {
  const { id, amount, amountReceived, currency, provider, updatedAt, registered, confirmations } =
    order
  const about = [
    registered ? (provider ? desk.nameOf(provider) : '') : 'not registered',
    confirmations ? `${confirmations.count} of ${confirmations.required}` : '',
    pages(desk.pagesOf(id)),
    ago(updatedAt, Date.now()),
  ]
  return html`
    <a href="#${id}" aria-current=${desk.orderId === id ? 'true' : nothing}>
      <b><bdi>${id}</bdi></b>
      <span class="num"><bdi>${money(amount ?? amountReceived, currency)}</bdi></span>
      ${badge(order)}
      <small><bdi>${about.filter(Boolean).join(' · ')}</bdi></small>
    </a>
  `
}

const EMPTY: Readonly<Record<Filter, string>> = {
  all: 'No orders yet. Register one with the tools, or with PUT /orders/:id.',
  waiting: 'Nobody is waiting.',
  trouble: 'No trouble.',
  none: 'No money without an order: all of it has found one of yours.',
}

const emptyOf = ({ sought, filter }: Desk): string =>
  sought === ''
    ? EMPTY[filter]
    : `Nothing is called “${sought}”: the whole id, reference or receipt is looked for.`

/** What there is besides orders. */
export const places = (desk: Desk): Drawn => html`
  <a href="#/nothing" aria-current=${desk.place === 'nothing' ? 'page' : nothing}>
    Led to nothing<i>${desk.kept.length >= 100 ? '100+' : desk.kept.length}</i>
  </a>
  <a href="#/connected" aria-current=${desk.place === 'connected' ? 'page' : nothing}>
    Connected<i>${desk.everybody?.connections ?? 0}</i>
  </a>
`
