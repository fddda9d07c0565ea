/** A callback, signed as the provider signs it. */

import { exponentOf, parseJson, STATUSES } from '../../relay/protocol.ts'
import { answerOf, isOk, type Exchange } from './api.ts'
import { commandOf } from './curl.ts'
import type { Desk } from './desk.ts'
import { html, nothing, type Drawn } from './drawing.ts'
import { copyButton, exchangeOf, field, fieldsOf, formOf } from './parts.ts'
import type { Offer } from './shapes.ts'

interface Wanted {
  provider: string
  order: string
  status: string
  /** Minor units. */
  amount: number
  currency: string
}

export class SimulateTool {
  readonly #desk: Desk
  #provider = ''
  #fault = ''
  /** What somebody has to agree to first, and what is done then. */
  #question: { text: string; yes: () => void } | undefined

  constructor(desk: Desk) {
    this.#desk = desk
  }

  draw(): Drawn {
    const desk = this.#desk
    const offers = (desk.start?.providers ?? []).filter(({ statuses }) => statuses.length > 0)
    const order = desk.opened?.order
    const theirs = offers.find(({ id }) => id === (this.#provider || order?.provider)) ?? offers[0]
    const currency = theirs?.currency ?? order?.currency ?? 'KES'
    return html`
      <section class="tool" aria-labelledby="tool-simulate">
        <h2 id="tool-simulate">Simulate <small>signed as the provider signs</small></h2>
        ${theirs ? this.#form(offers, theirs, currency) : NO_PROVIDER}
        ${this.#fault ? html`<p class="fault">${this.#fault}</p>` : nothing}
        ${resultOf(desk.sent.get('simulate'))}
        <dialog aria-labelledby="question">
          <p id="question">${this.#question?.text ?? ''}</p>
          <div class="buttons">
            <button class="quiet" type="button" @click=${this.#close}>No, send nothing</button>
            <button
              class="go"
              type="button"
              @click=${(event: Event) => {
                this.#close(event)
                this.#question?.yes()
              }}
            >
              Yes, send it
            </button>
          </div>
        </dialog>
      </section>
    `
  }

  #form(offers: readonly Offer[], theirs: Offer, currency: string): Drawn {
    const order = this.#desk.opened?.order
    const amount = order?.amount ?? 10_000
    const exponent = exponentOf(currency)
    return html`
      <form @submit=${(event: Event) => this.#send(event, 1)}>
        <div class="pairs">
          ${field(
            'Provider',
            html`<select
              name="provider"
              @change=${({ target }: Event) =>
                this.#desk.changed((this.#provider = (target as HTMLSelectElement).value))}
            >
              ${offers.map(
                ({ id, name }) =>
                  html`<option value=${id} ?selected=${id === theirs.id}>${name}</option>`,
              )}
            </select>`,
          )}
          ${field(
            'Status',
            html`<select name="status">
              ${STATUSES.filter((status) => theirs.statuses.includes(status)).map(
                (status) =>
                  html`<option value=${status} ?selected=${status === 'succeeded'}>
                    ${status}
                  </option>`,
              )}
            </select>`,
          )}
          ${field('Order', html`<input name="order" required maxlength="128" .value=${this.#desk.orderId} />`)}
          ${field(
            'Amount',
            html`<input
              name="amount"
              inputmode="decimal"
              required
              .value=${(amount / 10 ** exponent).toFixed(exponent)}
            />`,
          )}
          ${field('Currency', html`<input name="currency" required maxlength="3" .value=${currency} />`)}
        </div>
        <button class="go" type="submit">Send the callback</button>
        <div class="buttons">
          <button class="quiet" type="button" @click=${(event: Event) => this.#send(event, 2)}>
            Send twice
          </button>
          ${copyButton('Copy as command', () => this.#command())}
        </div>
      </form>
    `
  }

  #send(event: Event, times: 1 | 2): void {
    event.preventDefault()
    const wanted = wantedIn(
      event.type === 'submit' ? (event.target as HTMLFormElement) : formOf(event),
    )
    if (typeof wanted === 'string') return this.#desk.changed((this.#fault = wanted))
    this.#fault = ''
    const { start } = this.#desk
    const send = (sure: boolean) =>
      void this.#desk.sendHere('simulate', {
        method: 'POST',
        path: '/simulate',
        body: { ...wanted, times, ...(sure && { sure }) },
      })
    if (!start?.isPublic) return send(false)
    const text = `This is the relay at ${start.publicUrl}. It will believe that ${wanted.order} becomes “${wanted.status}”: the order’s page shows it, and the shop hears of it.`
    this.#question = { text, yes: () => send(true) }
    this.#desk.changed()
    queueMicrotask(() => document.querySelector('dialog')?.showModal())
  }

  readonly #close = ({ currentTarget }: Event): void =>
    (currentTarget as HTMLElement).closest('dialog')?.close()

  #command(): string {
    const form = document.querySelector<HTMLFormElement>('[aria-labelledby=tool-simulate] form')
    const wanted = form && wantedIn(form)
    if (!wanted || typeof wanted === 'string') return ''
    const { provider, order, status, amount, currency } = wanted
    return commandOf([
      ...['simulate', provider, '--order', order, '--status', status],
      ...['--amount', String(amount), '--currency', currency],
    ])
  }
}

/** The callback as it went to the relay, each time, and what that answered. */
function resultOf(exchange: Exchange | undefined): Drawn {
  if (!exchange || !isOk(exchange)) return exchangeOf(exchange)
  const { request, answers } = answerOf<Simulated>(exchange)
  return html`${answers.map(({ status, body, ms }) =>
    exchangeOf({
      method: request.method,
      path: new URL(request.url).pathname,
      body: { headers: request.headers, body: parseJson(request.body) ?? request.body },
      status,
      answer: body,
      ms,
    }),
  )}`
}

interface Simulated {
  request: { method: 'POST'; url: string; headers: Record<string, string>; body: string }
  answers: { status: number; body: string; ms: number }[]
}

const NO_PROVIDER = html`<p class="soft">
  No provider is on that can be simulated: set a CALLBACK_SECRET_….
</p>`

/** What a form asks for, or what is wrong with it. */
function wantedIn(form: HTMLFormElement): Wanted | string {
  const { provider = '', status = '', order = '', amount = '', currency = '' } = fieldsOf(form)
  const code = currency.toUpperCase()
  if (order === '') return 'Which order? Such as ORD-1205.'
  if (!/^[A-Z]{3}$/.test(code)) return `“${currency}” is no currency: three letters, such as KES.`
  const exponent = exponentOf(code)
  const [, whole = '', rest = ''] = /^(\d+)(?:\.(\d+))?$/.exec(amount) ?? []
  const minor = Number(whole + rest.padEnd(exponent, '0'))
  if (whole === '' || rest.length > exponent || !Number.isSafeInteger(minor)) {
    return `“${amount}” is no amount in ${code}: such as ${(5000).toFixed(exponent)}.`
  }
  return { provider, status, order, amount: minor, currency: code }
}
