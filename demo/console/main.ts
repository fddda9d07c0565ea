/** The console's page: the orders, one of them, and the tools. On a phone, one at a time. */

import { ConnectionTool } from './connection-tool.ts'
import { Desk, type Pane } from './desk.ts'
import { html, nothing, render, type Drawn } from './drawing.ts'
import { connectedPane, nothingPane } from './nothing-pane.ts'
import { ordersPane, places } from './orders-pane.ts'
import { requestTools } from './request-tools.ts'
import { SimulateTool } from './simulate-tool.ts'
import { storyPane } from './story-pane.ts'

const desk = new Desk(() => render(page(), document.body))
const connection = new ConnectionTool(desk)
const simulate = new SimulateTool(desk)

// The other way in which an order may be named in an address.
const named = new URLSearchParams(location.search).get('order')
if (named !== null) history.replaceState(null, '', `${location.pathname}#${named}`)

addEventListener('hashchange', () => desk.follow())
addEventListener('keydown', ({ key, target }) => {
  if (key !== '/' || (target as Element).closest('input, select, textarea')) return
  // The key itself would be typed.
  queueMicrotask(() => setTimeout(() => document.querySelector<HTMLElement>('.find')?.focus()))
})
void desk.begin()

const page = (): Drawn => html`
  <header class="top">
    <h1><a href="#">Console</a></h1>
    <span class="where">${desk.start?.publicUrl.replace(/^https?:\/\//, '') ?? ''}</span>
    <nav class="wide" aria-label="Places">
      <a
        href="#"
        aria-current=${typeof desk.place === 'object' || desk.place === 'start' ? 'page' : nothing}
        >Orders</a
      >
      ${places(desk)}
    </nav>
    <span class="state ${desk.feed.state}">${feedText()}</span>
  </header>
  ${
    desk.feed.state === 'lost' && desk.feed.why
      ? html`<p class="fault banner" role="alert">${desk.feed.why} Trying again by itself.</p>`
      : nothing
  }
  <main class="panes" data-pane=${desk.pane}>
    <section class="pane orders-pane" aria-label="Orders">${ordersPane(desk)}</section>
    <section class="pane middle-pane" aria-label=${middleTitle()}>${middle()}</section>
    <section class="pane tools-pane" aria-label="Tools">
      <div class="tools">${connection.draw()} ${simulate.draw()} ${requestTools(desk)}</div>
    </section>
  </main>
  <nav class="bottom" aria-label="Panes">
    ${bottom('orders', 'Orders')} ${bottom('middle', middleTitle())} ${bottom('tools', 'Tools')}
  </nav>
  <p class="unseen" role="status">${desk.news}</p>
`

function feedText(): string {
  const { state, ms } = desk.feed
  if (state === 'live') return ms === undefined ? 'Live' : `Live, ping ${ms} ms`
  return state === 'lost' ? 'Not connected' : 'Connecting…'
}

const TITLES = { nothing: 'Led to nothing', connected: 'Connected', start: 'One order' } as const

const middleTitle = (): string =>
  typeof desk.place === 'object' ? desk.place.order : TITLES[desk.place]

function middle(): Drawn {
  if (desk.opened) return storyPane(desk, desk.opened)
  if (desk.place === 'connected') return connectedPane(desk)
  if (desk.place === 'nothing') return nothingPane(desk)
  return html`<div class="hello">
    <h2>Choose an order</h2>
    <p class="soft">
      Its story is shown here: what the provider said and the shop, what came of it, and who has
      heard. Press <kbd>/</kbd> to look for one by its id, a reference or a receipt.
    </p>
  </div>`
}

const bottom = (pane: Pane, label: string): Drawn => html`
  <button
    type="button"
    aria-current=${desk.pane === pane ? 'true' : nothing}
    @click=${() => {
      desk.changed((desk.pane = pane))
      scrollTo({ top: 0 })
    }}
  >
    ${label}
  </button>
`
