/// <reference types="mocha" />

// oxlint-disable import/no-unassigned-import -- Two are here for what they do to the page.

import 'axe-core/axe.min.js'
import type Axe from 'axe-core'
import { expect } from 'chai'
import '../index.ts'
import { clock } from './clock.ts'
import type { PaymentToastsElement } from './payment-toasts.ts'
import { hears, relay, say, unused, update } from '../testing/shop.ts'

declare const axe: typeof Axe

/** Time goes on when a test says so. */
let now = 0
const bells = new Map<() => void, number>()
clock.now = () => now
clock.ring = (bell, ms) => {
  const once = () => bell()
  bells.set(once, now + ms)
  return () => void bells.delete(once)
}

function pass(ms: number): void {
  const end = now + ms
  for (;;) {
    const [next] = [...bells].sort(([, a], [, b]) => a - b)
    if (!next || next[1] > end) break
    now = next[1]
    bells.delete(next[0])
    next[0]()
  }
  now = end
}

let last = 0
let customer = ''
let stage: HTMLElement

const notify = (change: object = {}) =>
  say('POST', `/customers/${customer}/notifications`, {
    type: 'news',
    title: `Title ${++last}`,
    message: 'Message',
    ...change,
  })

async function newOrder(): Promise<string> {
  const order = `T-${unused()}`
  const basket = {
    amount: 500_000,
    currency: 'KES',
    merchant: 'Kikoy House',
    number: `№ ${++last}`,
  }
  await say('PUT', `/orders/${order}`, { ...basket, customers: [customer] })
  return order
}

/** The stack of a document. */
const stack = (page = document) =>
  [...page.querySelectorAll('payment-toasts')].find(({ shadowRoot }) =>
    shadowRoot?.querySelector('section'),
  )

function find(selector: string): HTMLElement {
  const found = stack()?.shadowRoot?.querySelector<HTMLElement>(selector)
  if (!found) throw new Error(`There is no ${selector}.`)
  return found
}

const toasts = (page = document) => [
  ...(stack(page)?.shadowRoot?.querySelectorAll<HTMLElement>('[part=toast]') ?? []),
]

/** Without the marks that keep each value in its own direction, and with ordinary spaces. */
const plain = (text: string | null | undefined) =>
  (text ?? '')
    .replace(/[\u2068\u2069]/g, '')
    .replace(/\s+/g, ' ')
    .trim()

const titles = (page = document) =>
  toasts(page).map((toast) => plain(toast.querySelector('a')?.textContent))

/** Once it is so. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    await new Promise((resolve) => {
      setTimeout(resolve)
    })
  }
}

const shows = (...wanted: string[]) => until(() => `${titles()}` === `${wanted}`)

async function place(attributes: Record<string, string> = {}): Promise<PaymentToastsElement> {
  const { token } = await say('POST', '/tokens', { customer })
  const element = document.createElement('payment-toasts')
  for (const [name, value] of Object.entries({ relay, token, ...attributes })) {
    element.setAttribute(name, value)
  }
  stage.append(element)
  return element
}

/** Placed, and listening: what happens from now on is news. */
async function listening(attributes: Record<string, string> = {}): Promise<PaymentToastsElement> {
  const order = await newOrder()
  const element = await place(attributes)
  const { snapshot } = await hears(element, 'payment-status-change')
  expect(snapshot.id).to.equal(order)
  return element
}

function hide(hidden: boolean, page = document): void {
  Object.defineProperty(page, 'hidden', { configurable: true, value: hidden })
  page.dispatchEvent(new Event('visibilitychange'))
}

/** Another page of this origin, with elements and a connection of its own, as in another tab. */
async function tab(): Promise<Document> {
  const frame = document.createElement('iframe')
  frame.srcdoc = '<!doctype html><html lang="en"><body></body></html>'
  stage.append(frame)
  await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }))
  const page = frame.contentDocument
  if (!page) throw new Error('The frame has no page.')
  const script = page.createElement('script')
  script.type = 'module'
  script.src = '/widget/index.ts'
  page.body.append(script)
  await new Promise((resolve) => script.addEventListener('load', resolve, { once: true }))
  return page
}

/** Two tabs of one customer, both listening. */
async function twoTabs(): Promise<[Document, Document]> {
  await newOrder()
  const { token } = await say('POST', '/tokens', { customer })
  const tabs: [Document, Document] = [await tab(), await tab()]
  await Promise.all(
    tabs.map((page) => {
      const element = page.createElement('payment-toasts')
      Object.assign(element, { relay, token })
      page.body.append(element)
      return hears(element, 'payment-status-change')
    }),
  )
  return tabs
}

const press = (key: string, target: EventTarget = document.body) =>
  target.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }),
  )

const cross = (toast: HTMLElement | undefined) => {
  const button = toast?.querySelector('button')
  if (!button) throw new Error('There is no cross.')
  return button
}

beforeEach(() => {
  hide(false)
  customer = `wanjiru-${unused()}`
  stage = document.createElement('main')
  document.body.append(stage)
})

afterEach(async () => {
  hide(false)
  stage.remove()
  await until(() => {
    for (const toast of toasts()) cross(toast).click()
    return toasts().length === 0
  })
})

describe('a customer', () => {
  it('sees a notification, its text only ever as text', async () => {
    await listening()
    await notify({ title: '<img src=x onerror=alert(1)>', message: '<b>Today</b>' })
    await shows('<img src=x onerror=alert(1)>')
    expect(plain(toasts()[0]?.querySelector('p')?.textContent)).to.equal('<b>Today</b>')
    expect(find('ol').querySelectorAll('img')).to.have.length(0)
  })

  it('sees how their order changes, in one place; how it stood before is no news', async () => {
    const order = await newOrder()
    await update(order, 'processing')
    const element = await place()
    await hears(element, 'payment-status-change')
    await update(order, 'requires_action', { action: { type: 'approve_on_phone' } })
    await shows('Approve on your phone')
    await update(order, 'succeeded', { receipt: 'NLJ7RT61SV' })
    await shows('Payment received')
    expect(plain(toasts()[0]?.querySelector('p')?.textContent)).to.match(
      /^№ \d+KES 5,000.00 was paid\.$/,
    )
    // Another version, and the same news.
    const again = hears(element, 'payment-status-change')
    await update(order, 'succeeded', { receipt: 'OTHER' })
    await again
    expect(titles()).to.have.length(1)
  })

  it('reads our words for a bill that came without any', async () => {
    await listening()
    const data = { amount: 184_000, currency: 'KES', due: '2026-12-05' }
    await notify({ type: 'bill_generated', title: undefined, message: undefined, data })
    await shows('You have a new bill')
    expect(plain(toasts()[0]?.querySelector('p')?.textContent)).to.match(
      /^KES 1,840\.00, to pay by (5 December|December 5)$/,
    )
  })

  it('sees three at most; the rest is counted, and comes when there is room', async () => {
    await listening()
    for (const title of ['a', 'b', 'c', 'd', 'e']) await notify({ title })
    await until(() => plain(find('.foot').textContent) === '2 more')
    expect(titles()).to.deep.equal(['a', 'b', 'c'])
    pass(6_000)
    expect(titles()).to.deep.equal(['d', 'e'])
    pass(6_000)
    expect(titles()).to.deep.equal([])
  })

  it('has the time that was left, after the pointer, the focus or another tab kept it', async () => {
    await listening()
    await notify({ title: 'a' })
    await shows('a')
    pass(4_000)
    find('ol').dispatchEvent(new PointerEvent('pointerenter'))
    expect(plain(find('.foot').textContent)).to.equal('Paused')
    pass(60_000)
    find('ol').dispatchEvent(new PointerEvent('pointerleave'))
    pass(500)
    cross(toasts()[0]).focus()
    await until(() => plain(find('.foot').textContent) === 'Paused')
    pass(60_000)
    cross(toasts()[0]).blur()
    await until(() => plain(find('.foot').textContent) === '')
    pass(500)
    hide(true)
    pass(60_000)
    hide(false)
    pass(999)
    expect(titles()).to.deep.equal(['a'])
    pass(1)
    expect(titles()).to.deep.equal([])
  })

  it('sees a failure until they dismiss it', async () => {
    await listening()
    await notify({ type: 'payment_failed', title: 'Not paid' })
    await shows('Not paid')
    pass(600_000)
    expect(titles()).to.deep.equal(['Not paid'])
    cross(toasts()[0]).click()
    expect(titles()).to.deep.equal([])
  })

  it('sees news though three failures stay: the oldest is counted, and comes back', async () => {
    await listening()
    for (const title of ['f', 'g', 'h']) await notify({ type: 'payment_failed', title })
    await shows('f', 'g', 'h')
    await notify({ title: 'a' })
    await shows('g', 'h', 'a')
    expect(plain(find('.foot').textContent)).to.equal('1 more')
    pass(8_000)
    expect(titles()).to.deep.equal(['g', 'h', 'f'])
  })

  it('draws one out with a finger; less than that, and it comes back', async () => {
    await listening()
    await notify({ title: 'a' })
    await shows('a')
    const touch = (type: string, clientX: number) =>
      toasts()[0]?.dispatchEvent(
        new PointerEvent(type, { clientX, pointerType: 'touch', bubbles: true, composed: true }),
      )
    touch('pointerdown', 100)
    touch('pointermove', 70)
    expect(toasts()[0]?.style.transform).to.equal('translateX(-30px)')
    touch('pointerup', 70)
    expect(toasts()[0]?.style.transform).to.equal('')
    touch('pointerdown', 100)
    touch('pointermove', 160)
    touch('pointerup', 160)
    expect(titles()).to.deep.equal([])
  })

  it('is led to a page by a notification, and never to a script', async () => {
    await listening()
    await notify({ title: 'a', url: 'https://shop.example/bill' })
    await shows('a')
    expect(find('a[href]').getAttribute('href')).to.equal('https://shop.example/bill')
  })
})

describe('a tab that nobody sees', () => {
  it('shows, tells and acknowledges nothing, until somebody looks', async () => {
    const element = await listening()
    let told = 0
    element.addEventListener('payment-notification', () => told++)
    const isPaid = new Promise<void>((resolve) => {
      element.addEventListener('payment-status-change', ({ snapshot }) => {
        if (snapshot.status === 'succeeded') resolve()
      })
    })
    hide(true)
    await notify({ title: 'a' })
    // What comes after it has come: so it has been told as well.
    await update(await newOrder(), 'succeeded')
    await isPaid
    expect([titles(), told]).to.deep.equal([[], 0])

    hide(false)
    // Its words may come a moment later.
    await until(() => titles().length > 1)
    expect(titles()).to.deep.equal(['a', 'Payment received'])
    expect(told).to.equal(1)
  })

  it('sums up a long absence, and does not show a hundred', async () => {
    const element = await listening()
    let heard = 0
    hide(true)
    const all = await Promise.all(Array.from({ length: 37 }, newOrder))
    element.addEventListener('payment-status-change', ({ snapshot }) => {
      if (snapshot.status === 'succeeded') heard++
    })
    for (const order of all) await update(order, 'succeeded')
    await until(() => heard === 37)
    hide(false)
    await until(() => titles()[0]?.startsWith('37') === true)
    expect(titles()).to.deep.equal(['37 changes while you were away'])
  })

  it('drops what another tab has shown', async () => {
    await listening()
    const told = hears(stage, 'payment-notification')
    const other = new BroadcastChannel('payment-status toasts')
    const shown = new Promise<unknown>((resolve) => {
      other.addEventListener('message', ({ data }) => resolve(data), { once: true })
    })
    await notify({ title: 'a' })
    const { notification } = await told
    expect(await shown).to.include({ change: notification.id })
    // A tab that has shown it first keeps it.
    other.postMessage({ change: notification.id, rank: -1 })
    await shows()
    other.close()
  })
})

describe('two tabs', () => {
  it('show each notification once between them, though both are looked at', async () => {
    const tabs = await twoTabs()
    const shown = () => tabs.flatMap((page) => titles(page)).toSorted()
    // Failures stay: what is shown twice would be seen.
    await notify({ type: 'payment_failed', title: 'a' })
    await until(() => `${shown()}` === 'a')
    await notify({ type: 'payment_failed', title: 'b' })
    await until(() => `${shown()}` === 'a,b')
    await notify({ type: 'payment_failed', title: 'c' })
    await until(() => shown().includes('c') && shown().length === 3)
    expect(shown()).to.deep.equal(['a', 'b', 'c'])
  })

  it('show what one of them has shown in no other, once somebody looks there', async () => {
    const [seen, hidden] = await twoTabs()
    hide(true, hidden)
    await notify({ type: 'payment_failed', title: 'a' })
    await until(() => `${titles(seen)}` === 'a')
    hide(false, hidden)
    await notify({ type: 'payment_failed', title: 'b' })
    const shown = () => [...titles(seen), ...titles(hidden)].toSorted()
    await until(() => shown().includes('b') && shown().length === 2)
    expect(shown()).to.deep.equal(['a', 'b'])
  })
})

describe('the page', () => {
  it('is told of a change that came while the toasts were being loaded', async () => {
    const order = await newOrder()
    const { token } = await say('POST', '/tokens', { orders: [order] })
    const known = document.createElement('payment-status')
    Object.assign(known, { relay, order, token })
    stage.append(known)
    const { snapshot: previous } = await hears(known, 'payment-status-change')
    const changed = hears(known, 'payment-status-change')
    await update(order, 'failed', { reason: { code: 'insufficient_funds' } })
    const { snapshot } = await changed

    const page = await tab()
    const element = page.createElement('payment-status')
    element.toasts = true
    page.body.append(element)
    await until(() => element.hasUpdated)
    // Of all that is loaded behind the first request nothing is here yet.
    const event = new Event('payment-status-change', { bubbles: true, composed: true })
    element.dispatchEvent(Object.assign(event, { snapshot, previous }))
    expect(stack(page)).to.equal(undefined)
    await until(() => titles(page).length > 0)
    expect(titles(page)).to.have.length(1)
  })

  it('may show a notification by itself: then there is no toast, and it counts as shown', async () => {
    const element = await listening()
    element.addEventListener('payment-notification', (event) => event.preventDefault(), {
      once: true,
    })
    const told = hears(element, 'payment-notification')
    await notify({ title: 'a' })
    expect((await told).notification.title).to.equal('a')
    await notify({ title: 'b' })
    await shows('b')

    // Who comes later is told of neither.
    element.remove()
    const again = await listening()
    const next = hears(again, 'payment-notification')
    await notify({ title: 'c' })
    expect((await next).notification.title).to.equal('c')
  })

  it('hears what its merchant must mend', async () => {
    const nobody = await place({ token: 'e30.e30.e30' })
    expect((await hears(nobody, 'payment-error')).code).to.equal('customer_missing')
    const nowhere = await place({ relay: '' })
    expect((await hears(nowhere, 'payment-error')).code).to.equal('relay_missing')
  })

  it('gets a token from its own server, and says who it is for', async () => {
    const order = await newOrder()
    const { token } = await say('POST', '/tokens', { customer })
    const element = document.createElement('payment-toasts')
    element.relay = relay
    element.getToken = async () => token
    stage.append(element)
    expect((await hears(element, 'payment-status-change')).snapshot.id).to.equal(order)
  })

  it('announces an order of an element as a toast too, and not how it was found', async () => {
    const order = await newOrder()
    const { token } = await say('POST', '/tokens', { orders: [order] })
    const element = document.createElement('payment-status')
    Object.assign(element, { relay, order, token, toasts: true })
    stage.append(element)
    await hears(element, 'payment-status-change')
    await until(() => stack() !== undefined)
    expect(titles()).to.deep.equal([])
    await update(order, 'succeeded')
    await shows('Payment received')
    // The card says it.
    expect(plain(find('[role=status]').textContent)).to.equal('')
  })

  it('has one stack, however many elements', async () => {
    const element = await listening()
    stage.append(element.cloneNode())
    await notify({ title: 'a' })
    await shows('a')
    expect(
      [...document.querySelectorAll('payment-toasts')].filter(({ shadowRoot }) =>
        shadowRoot?.querySelector('ol'),
      ),
    ).to.have.length(1)
  })
})

describe('a screen reader', () => {
  it('hears each once: politely, and a failure at once', async () => {
    await listening()
    const said: string[] = []
    const watch = new MutationObserver((changes) => {
      for (const { addedNodes, target } of changes) {
        for (const node of addedNodes) {
          said.push(`${(target as Element).getAttribute('role')}: ${plain(node.textContent)}`)
        }
      }
    })
    for (const role of ['status', 'alert']) {
      watch.observe(find(`[role=${role}]`), { childList: true, subtree: true, characterData: true })
    }
    await notify({ title: 'a' })
    await shows('a')
    await notify({ type: 'payment_failed', title: 'b' })
    await shows('a', 'b')
    find('ol').dispatchEvent(new PointerEvent('pointerenter'))
    find('ol').dispatchEvent(new PointerEvent('pointerleave'))
    pass(6_000)
    await shows('b')
    expect(said).to.deep.equal(['status: a. Message', 'alert: b. Message'])
  })

  it('finds a landmark with a name before anything is in it, and nothing wrong with it', async () => {
    await listening()
    await until(() => stack() !== undefined)
    expect(find('section').getAttribute('aria-label')).to.equal('News about your payments')
    await notify({ title: 'a', url: '/bill' })
    await notify({ type: 'payment_failed', title: 'b' })
    await shows('a', 'b')
    await Promise.all(
      toasts().flatMap((toast) => toast.getAnimations().map(({ finished }) => finished)),
    )
    const { violations } = await axe.run(stack() as Element, {
      rules: { region: { enabled: false } },
    })
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).to.deep.equal([])
  })
})

describe('the keyboard', () => {
  it('leads to the toasts and back; Escape dismisses the focused, or the newest', async () => {
    await listening()
    const button = document.createElement('button')
    stage.append(button)
    button.focus()
    for (const title of ['a', 'b', 'c']) await notify({ title })
    await shows('a', 'b', 'c')
    press('Escape')
    expect(titles()).to.deep.equal(['a', 'b'])
    expect(document.activeElement === button).to.equal(true)

    press('F8')
    expect(stack()?.shadowRoot?.activeElement?.localName).to.equal('section')
    cross(toasts()[0]).focus()
    press('Escape', cross(toasts()[0]))
    expect(titles()).to.deep.equal(['b'])
    expect(stack()?.shadowRoot?.activeElement === cross(toasts()[0])).to.equal(true)
    press('Escape', cross(toasts()[0]))
    expect(document.activeElement === button).to.equal(true)
  })

  it('is not led astray by a toast that ends', async () => {
    await listening()
    const button = document.createElement('button')
    stage.append(button)
    button.focus()
    await notify({ title: 'a' })
    await shows('a')
    pass(8_000)
    expect(document.activeElement === button).to.equal(true)
  })
})

describe('an open dialog', () => {
  it('is below the toasts, which can be pressed; and they stay when it closes', async () => {
    await listening()
    await notify({ title: 'a' })
    await shows('a')
    const dialog = document.createElement('dialog')
    dialog.innerHTML = '<button>Pay</button>'
    stage.append(dialog)
    dialog.showModal()
    await until(() => stack()?.parentNode === dialog)
    await notify({ title: 'b' })
    await shows('a', 'b')
    const isOnTop = () => {
      const { left, top, width, height } = cross(toasts()[1]).getBoundingClientRect()
      const there = stack()?.shadowRoot?.elementFromPoint(left + width / 2, top + height / 2)
      return there?.closest('button') === cross(toasts()[1])
    }
    await until(isOnTop)
    // The dialog's own Escape is the dialog's.
    press('Escape', dialog)
    expect(titles()).to.deep.equal(['a', 'b'])

    dialog.close()
    await until(() => stack()?.parentNode === document.body)
    expect(titles()).to.deep.equal(['a', 'b'])
    await until(isOnTop)
  })
})
