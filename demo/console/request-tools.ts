/** What a shop's server can say, by hand: register an order, say how a payment stands, notify. */

import { REASON_CODES, STATUSES } from '../../relay/protocol.ts'
import type { Request } from './api.ts'
import { curlOf } from './curl.ts'
import type { Desk } from './desk.ts'
import { html, type Drawn } from './drawing.ts'
import { copyButton, exchangeOf, field, fieldsOf } from './parts.ts'

type Fields = Record<string, string>

interface Tool {
  id: string
  title: string
  about: string
  act: string
  fields(desk: Desk): Drawn
  request(given: Fields): Request
}

const segment = (id = ''): string => encodeURIComponent(id)

const listIn = (text: string): string[] =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean)

const options = (names: readonly string[], none?: string): Drawn => html`
  ${none === undefined ? '' : html`<option value="">${none}</option>`}
  ${names.map((name) => html`<option value=${name}>${name}</option>`)}
`

const orderField = (desk: Desk): Drawn =>
  field('Order', html`<input name="order" required maxlength="128" .value=${desk.orderId} />`)

const currencyOf = (desk: Desk): string => desk.opened?.order?.currency ?? ''

const TOOLS: readonly Tool[] = [
  {
    id: 'hand',
    title: 'Say by hand',
    about: 'your word on a payment',
    act: 'Say it',
    fields: (desk) => html`
      <div class="pairs">
        ${orderField(desk)}
        ${field(
          'Status',
          html`<select name="status">
            ${options(['succeeded', ...STATUSES.filter((status) => status !== 'succeeded')])}
          </select>`,
        )}
        ${field('Amount, if not all', html`<input name="amount" inputmode="decimal" placeholder="5000.00" />`)}
        ${field('Receipt', html`<input name="receipt" maxlength="255" />`)}
        ${field('Payment', html`<input name="payment" maxlength="255" placeholder="manual" />`)}
        ${field(
          'Reason',
          html`<select name="reason">
            ${options(REASON_CODES, 'none')}
          </select>`,
        )}
      </div>
      <label class="check"><input type="checkbox" name="final" /> That is how it ends</label>
    `,
    request: ({ order, final, ...said }) => ({
      method: 'POST',
      path: `/orders/${segment(order)}/updates`,
      body: { ...said, ...(final !== undefined && { final: true }) },
    }),
  },
  {
    id: 'notify',
    title: 'Notify',
    about: 'whoever is connected, or comes back',
    act: 'Send',
    fields: (desk) => html`
      <div class="pairs">
        ${field(
          'To',
          html`<select name="to">
            <option value="order">who follows an order</option>
            <option value="customer">a customer</option>
            <option value="everybody">everybody connected</option>
          </select>`,
        )}
        ${field('Order or customer', html`<input name="id" maxlength="255" .value=${desk.orderId} />`)}
        ${field('Title', html`<input name="title" required maxlength="200" />`)}
        ${field('Type', html`<input name="type" required maxlength="64" .value=${'notice'} />`)}
      </div>
      ${field('Message', html`<input name="message" required maxlength="500" />`)}
    `,
    request: ({ to, id, ...message }) => ({
      method: 'POST',
      path:
        to === 'everybody'
          ? '/notifications'
          : `/${to === 'customer' ? 'customers' : 'orders'}/${segment(id)}/notifications`,
      body: message,
    }),
  },
  {
    id: 'register',
    title: 'Register an order',
    about: 'or more of one that is known',
    act: 'Register',
    fields: (desk) => html`
      <div class="pairs">
        ${orderField(desk)}
        ${field('Amount', html`<input name="amount" inputmode="decimal" placeholder="5000.00" />`)}
        ${field('Currency', html`<input name="currency" maxlength="3" placeholder="KES" .value=${currencyOf(desk)} />`)}
        ${field('Number', html`<input name="number" maxlength="255" />`)}
        ${field('Customers', html`<input name="customers" placeholder="42, 43" />`)}
        ${field('References', html`<input name="references" placeholder="ws_CO_1" />`)}
      </div>
    `,
    request: ({ order, customers, references, ...known }) => ({
      method: 'PUT',
      path: `/orders/${segment(order)}`,
      body: {
        ...known,
        ...(customers !== undefined && { customers: listIn(customers) }),
        ...(references !== undefined && { references: listIn(references) }),
      },
    }),
  },
]

export const requestTools = (desk: Desk): Drawn => html`${TOOLS.map((tool) => draw(desk, tool))}`

const draw = (desk: Desk, { id, title, about, act, fields, request }: Tool): Drawn => html`
  <section class="tool" aria-labelledby="tool-${id}">
    <h2 id="tool-${id}">${title} <small>${about}</small></h2>
    <form
      id="form-${id}"
      @submit=${async (event: Event) => {
        event.preventDefault()
        const sent = request(fieldsOf(event.target as HTMLFormElement))
        const { status } = await desk.send(id, sent)
        if (id === 'register' && status === 201) location.hash = sent.path.slice('/orders/'.length)
      }}
    >
      ${fields(desk)}
      <div class="buttons">
        <button class="quiet" type="submit">${act}</button>
        ${copyButton('Copy as curl', () => {
          const form = document.querySelector<HTMLFormElement>(`#form-${id}`)
          return form ? curlOf(desk.start?.relay ?? '', request(fieldsOf(form))) : ''
        })}
      </div>
    </form>
    ${exchangeOf(desk.sent.get(id))}
  </section>
`
