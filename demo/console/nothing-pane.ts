/** What led to nothing, with *Replay*; and who is connected. */

import { curlOf } from './curl.ts'
import type { Desk } from './desk.ts'
import { html, nothing, repeat, type Drawn } from './drawing.ts'
import { copyButton, exchangeOf } from './parts.ts'
import type { Request } from './api.ts'
import type { Everybody, Kept } from './shapes.ts'
import { clock, pages, whyOf } from './words.ts'

const replayOf = ({ id }: Kept): Request => ({ method: 'POST', path: `/callbacks/${id}/replay` })

export const replayButtons = (desk: Desk, kept: Kept): Drawn => html`
  <button
    class="quiet"
    type="button"
    aria-label="Replay the callback of ${desk.nameOf(kept.provider)}"
    @click=${() => void desk.send(`replay ${kept.id}`, replayOf(kept))}
  >
    Replay
  </button>
  ${copyButton('Copy as curl', () => curlOf(desk.start?.relay ?? '', replayOf(kept)))}
`

export const nothingPane = (desk: Desk): Drawn => html`
  <header class="story-head">
    <h2>What led to nothing</h2>
    <p class="soft">
      Callbacks that were verified, and changed no order: why, newest first. Each is tried again by
      itself once a registered reference matches.
    </p>
  </header>
  ${desk.keptFault ? html`<p class="fault">${desk.keptFault}</p>` : nothing}
  ${
    desk.kept.length === 0 && !desk.keptFault
      ? html`<p class="empty">Nothing. Every verified callback has found its order.</p>`
      : nothing
  }
  ${[...desk.sent]
    .filter(([tool]) => tool.startsWith('replay '))
    .slice(-1)
    .map(([, exchange]) => html`<div class="pad">${exchangeOf(exchange)}</div>`)}
  <ul class="kept">
    ${repeat(
      desk.kept,
      ({ id }) => id,
      (kept) => html`
        <li>
          <p>
            <b>${desk.nameOf(kept.provider)}</b>
            <code>${kept.code}</code> <span>${whyOf(kept.code)}</span>
          </p>
          <p class="soft">
            <time datetime=${kept.receivedAt}>${clock(kept.receivedAt, Date.now())}</time>
            · ${kept.state} ·
            ${kept.order === null ? 'names no order' : html`names <bdi>${kept.order}</bdi>`}
          </p>
          ${
            kept.body === null
              ? nothing
              : html`<details class="bytes">
                  <summary>What it said</summary>
                  <pre>${kept.body}</pre>
                </details>`
          }
          <div class="buttons">${replayButtons(desk, kept)}</div>
        </li>
      `,
    )}
  </ul>
`

export const connectedPane = ({ everybody }: Desk): Drawn => html`
  <header class="story-head">
    <h2>Who is connected <small>${pages(everybody?.connections ?? 0)}</small></h2>
    <p class="soft">
      Pages that watch now, by socket or poll, and what they watch. Staff are not counted.
    </p>
  </header>
  ${everybody ? watchedOf(everybody) : nothing}
`

const watchedOf = ({ orders, customers }: Everybody): Drawn =>
  orders.length + customers.length === 0
    ? html`<p class="empty">Nobody watches anything.</p>`
    : html`
        <dl class="table pad">
          ${orders.map(
            ({ id, connections }) =>
              html`<div>
                <dt>
                  <a href="#${id}"><bdi>${id}</bdi></a>
                </dt>
                <dd>${pages(connections)}</dd>
              </div>`,
          )}
          ${customers.map(
            ({ id, connections }) =>
              html`<div>
                <dt>customer <bdi>${id}</bdi></dt>
                <dd>${pages(connections)}</dd>
              </div>`,
          )}
        </dl>
      `
