/** A page's connection, by hand: connect, join, leave, ping, acknowledge; each frame as it went over the line. */

import { isOrderId, isSnapshot, type Snapshot } from '../../relay/protocol.ts'
import { answerOf, askConsole, faultOf } from './api.ts'
import type { Desk } from './desk.ts'
import { html, nothing, type Drawn } from './drawing.ts'
import { Line, type Passed } from './line.ts'
import { copyButton, field, fieldsOf, formOf } from './parts.ts'
import type { Token } from './shapes.ts'

/** Who is joined as, and what is followed then. */
const ROLES = {
  page: 'a page, with a token for it',
  staff: 'staff, this order',
  all: 'staff, every order',
} as const

/** Of frames that went over the line, so many are shown. */
const SHOWN = 200

export class ConnectionTool {
  readonly #desk: Desk
  #line: Line | undefined
  #isWanted = false
  /** What it has of each order that it has joined. */
  readonly #has = new Map<string, Snapshot>()
  #passed: readonly Passed[] = []
  #fault = ''

  constructor(desk: Desk) {
    this.#desk = desk
  }

  draw(): Drawn {
    const isOpen = this.#line?.isOpen === true
    const id = this.#desk.orderId
    const ms = this.#line?.ms
    const state = isOpen ? 'connected' : this.#isWanted ? 'connecting…' : 'not connected'
    return html`
      <section class="tool" aria-labelledby="tool-connection">
        <h2 id="tool-connection">
          Connection <small>${state}${isOpen && ms !== undefined ? `, ping ${ms} ms` : ''}</small>
        </h2>
        <form @submit=${(event: Event) => event.preventDefault()}>
          ${field('Order', html`<input name="order" maxlength="128" .value=${id} />`)}
          ${field(
            'Join as',
            html`<select name="role">
              ${Object.entries(ROLES).map(
                ([role, label]) => html`<option value=${role}>${label}</option>`,
              )}
            </select>`,
          )}
          <div class="buttons">
            ${
              this.#isWanted
                ? html`<button class="quiet" type="button" @click=${() => this.#disconnect()}>
                    Disconnect
                  </button>`
                : html`<button class="quiet" type="button" @click=${() => this.#connect()}>
                    Connect
                  </button>`
            }
            <button class="quiet" type="submit" @click=${(event: Event) => void this.#join(event)}>
              Join
            </button>
            ${this.#button('Leave', (order) => this.#leave(order))}
            ${this.#button('Ping', () => this.#line?.say({ type: 'ping' }))}
            ${this.#button('Acknowledge', (order) => this.#acknowledge(order))}
          </div>
        </form>
        ${this.#fault ? html`<p class="fault">${this.#fault}</p>` : nothing}
        <ol class="frames" aria-label="Frames" tabindex="0" ?hidden=${this.#passed.length === 0}>
          ${this.#passed.map(frame)}
        </ol>
        ${
          this.#passed.length > 0
            ? html`<div class="buttons">
                ${copyButton('Copy all', () => this.#passed.map(textOf).join('\n'))}
                <button class="quiet" type="button" @click=${() => this.#clear()}>Clear</button>
              </div>`
            : html`<p class="soft">Each frame is shown here, both ways.</p>`
        }
      </section>
    `
  }

  #button(label: string, act: (order: string) => void): Drawn {
    return html`<button
      class="quiet"
      type="button"
      ?disabled=${this.#line?.isOpen !== true}
      @click=${(event: Event) => act(fieldsOf(formOf(event)).order ?? '')}
    >
      ${label}
    </button>`
  }

  #connect(then: () => void = () => {}): void {
    this.#isWanted = true
    this.#fault = ''
    this.#has.clear()
    const line: Line = new Line({
      opened: () => then(),
      heard: (frame) => {
        if (frame.type === 'subscribed') frame.orders.forEach((order) => this.#keep(order))
        if (frame.type === 'update') this.#keep(frame.order)
      },
      closed: () => {
        if (this.#line !== line) return
        this.#line = undefined
        this.#isWanted = false
        this.#desk.changed()
      },
      passed: (passed) => {
        this.#passed = [...this.#passed, passed].slice(-SHOWN)
        this.#desk.changed()
        // Who joins or leaves is seen in the audience.
        if (passed.way !== 'out') void this.#desk.lookAround()
        requestAnimationFrame(() => {
          const frames = document.querySelector('.frames')
          frames?.scrollTo({ top: frames.scrollHeight })
        })
      },
    })
    this.#line = line
    this.#desk.changed()
  }

  #disconnect(): void {
    this.#line?.close()
  }

  async #join(event: Event): Promise<void> {
    const { order = '', role = 'page' } = fieldsOf(formOf(event))
    const isAll = role === 'all'
    if (!isAll && !isOrderId(order)) return this.#fail('Which order? Such as ORD-1205.')
    const asked = await askConsole({
      method: 'POST',
      path: '/token',
      body: role === 'page' ? { order } : {},
    })
    const fault = faultOf(asked)
    if (fault) return this.#fail(fault)
    const { token } = answerOf<Token>(asked)
    const subscribe = () =>
      this.#line?.say({ type: 'subscribe', orders: isAll ? '*' : [this.#known(order)], token })
    this.#fail('')
    if (this.#line?.isOpen) subscribe()
    else this.#connect(subscribe)
  }

  /** With what it has, the relay sends only what is newer. */
  #known(id: string) {
    const has = this.#has.get(id)
    return has ? { id, epoch: has.epoch, version: has.version, seal: has.seal } : { id }
  }

  #keep(order: unknown): void {
    if (isSnapshot(order)) this.#has.set(order.id, order)
  }

  #leave(order: string): void {
    this.#has.delete(order)
    this.#line?.say({ type: 'unsubscribe', orders: [order] })
  }

  #acknowledge(order: string): void {
    const has = this.#has.get(order)
    if (!has) return this.#fail(`Nothing is known of ${order || 'it'} here: join it first.`)
    this.#fail('')
    this.#line?.say({ type: 'ack', orders: { [order]: has.version }, notifications: [] })
  }

  #fail(fault: string): void {
    this.#desk.changed((this.#fault = fault))
  }

  #clear(): void {
    this.#desk.changed((this.#passed = []))
  }
}

const MARKS = { out: '↑', in: '↓', line: '·' } as const

const frame = (passed: Passed): Drawn => html`
  <li class=${passed.way}>
    <span aria-label=${{ out: 'sent', in: 'heard', line: 'line' }[passed.way]} role="img"
      >${MARKS[passed.way]}</span
    >
    ${
      passed.raw === ''
        ? html`<span>${passed.says}</span>`
        : html`<details>
            <summary>${passed.says}</summary>
            <pre>${passed.raw}</pre>
          </details>`
    }
  </li>
`

const textOf = ({ way, at, raw, says }: Passed): string =>
  `${new Date(at).toISOString()} ${MARKS[way]} ${raw === '' ? says : raw.replaceAll(/\s*\n\s*/g, ' ')}`
