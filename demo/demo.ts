/** The sales page: the visitor is the bank. Uses the element as a customer would. */

import type { PaymentStatusElement } from '../widget/payment-status.ts'

interface Start {
  providers: { id: string; name: string; currency?: string; statuses: string[] }[]
}

interface Sent {
  path: string
  headers: Record<string, string>
  body: string
  answered: number
}

const SNIPPET = `<script type="module"
  src="https://pay.your-shop.com/payment-status.js"></script>

<payment-status order="ORD-1205" token="eyJ…">
  We are checking your payment…
</payment-status>`

/** More would be a novel. */
const LOG_LENGTH = 12

/** What the shop takes. */
const CURRENCY = 'KES'

/** This page's own: cut here, it is cut for nobody else. */
const line = (sessionStorage['line'] ??= crypto.randomUUID().slice(0, 8)) as string

const element = find<PaymentStatusElement>('payment-status')
const log = find('#log')

find('#snippet').textContent = SNIPPET
find('#new').addEventListener('click', () => location.assign('/'))
for (const button of find('#networks').querySelectorAll('button')) {
  button.addEventListener('click', () => void setNetwork(button.value))
}
element.addEventListener('payment-status-change', ({ snapshot, previous }) => {
  if (previous) write('page', `shows ${snapshot.status}`, `version ${snapshot.version}`)
})
element.addEventListener('payment-connection-change', ({ connection }) =>
  write('page', `is ${connection}`, ''),
)
void start()

async function start(): Promise<void> {
  const { providers } = (await (await fetch('/demo/start')).json()) as Start
  const wanted = new URLSearchParams(location.search).get('order')
  const { order } = await post<{ order: string }>(
    'orders',
    wanted ? { order: wanted } : { currency: CURRENCY },
  )

  history.replaceState(null, '', `?order=${order}`)
  find('#order').textContent = order
  element.retryUrl = '/'
  element.relay = new URL(`/line/${line}`, location.href).href
  element.order = order
  await setNetwork('open')
  choose(
    providers.filter(({ currency = CURRENCY }) => currency === CURRENCY),
    order,
  )
}

function choose(providers: Start['providers'], order: string): void {
  const choices = providers.map(({ id, name, statuses }, index) => {
    const input = make('input', {
      type: 'radio',
      name: 'provider',
      value: id,
      checked: index === 0,
    })
    input.addEventListener('change', () => offer(id, statuses, order))
    return make('label', {}, input, ` ${name}`)
  })
  find('#providers').replaceChildren(...choices)
  const [first] = providers
  if (first) offer(first.id, first.statuses, order)
}

/** What this provider can say. */
function offer(provider: string, statuses: string[], order: string): void {
  const buttons = statuses.map((status) => {
    const button = make('button', { type: 'button', textContent: status.replaceAll('_', ' ') })
    button.dataset['status'] = status
    button.addEventListener('click', () => void call(provider, status, order))
    return button
  })
  find('#statuses').replaceChildren(...buttons)
}

async function setNetwork(network: string): Promise<void> {
  await post('network', { line, network })
  for (const button of find('#networks').querySelectorAll('button')) {
    button.ariaPressed = String(button.value === network)
  }
}

async function call(provider: string, status: string, order: string): Promise<void> {
  const sent = await post<Sent>('callbacks', { order, provider, status })
  const head = Object.entries(sent.headers).map(([name, value]) => `${name}: ${value}`)
  write(
    'provider',
    `calls back: ${status.replaceAll('_', ' ')}`,
    `relay answers ${sent.answered}`,
    [`POST ${sent.path}`, ...head, '', JSON.stringify(JSON.parse(sent.body), null, 2)].join('\n'),
  )
}

function write(who: 'page' | 'provider', what: string, result: string, detail?: string): void {
  find('#quiet').hidden = true
  const line = [
    make('time', { textContent: new Date().toLocaleTimeString() }),
    make('b', { textContent: who }),
    make('span', { textContent: what }),
    make('small', { textContent: result }),
  ]
  const item = make('li', { className: who })
  if (detail === undefined) item.append(...line)
  else
    item.append(
      make('details', {}, make('summary', {}, ...line), make('pre', { textContent: detail })),
    )
  log.prepend(item)
  while (log.children.length > LOG_LENGTH) log.lastElementChild?.remove()
}

async function post<T>(path: string, body: object): Promise<T> {
  const response = await fetch(`/demo/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  return (response.status === 204 ? undefined : await response.json()) as T
}

function find<E extends HTMLElement>(selector: string): E {
  const found = document.querySelector<E>(selector)
  if (!found) throw new Error(`The page has no ${selector}.`)
  return found
}

function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Partial<HTMLElementTagNameMap[K]>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(name), properties)
  element.append(...children)
  return element
}
