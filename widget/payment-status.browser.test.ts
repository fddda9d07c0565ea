/// <reference types="mocha" />

// oxlint-disable import/no-unassigned-import -- Two are here for what they do to the page.

import 'axe-core/axe.min.js'
import type Axe from 'axe-core'
import { expect } from 'chai'
import { STATUSES, type PaymentStatus } from '../relay/protocol.ts'
import './index.ts'
import type { PaymentStatusElement } from './payment-status.ts'
import { hears, relay, say, still, unused, update } from './testing/shop.ts'

declare const axe: typeof Axe

/** All sockets that this page has opened. */
const sockets: WebSocket[] = []
window.WebSocket = class extends WebSocket {
  constructor(...given: ConstructorParameters<typeof WebSocket>) {
    super(...given)
    sockets.push(this)
  }
}

/** How many requests this page has sent. */
let requests = 0
const { fetch } = window
window.fetch = (...given) => {
  requests++
  return fetch(...given)
}

/** An order that is registered, and a token for it. */
async function newOrder(change: object = {}): Promise<{ order: string; token: string }> {
  const order = `ORD-${unused()}`
  const basket = { amount: 500_000, currency: 'KES', merchant: 'Kikoy House' }
  const { token } = await say('PUT', `/orders/${order}`, { ...basket, ...change })
  return { order, token }
}

/** An order that stands so. */
async function orderThatIs(status: PaymentStatus): Promise<{ order: string; token: string }> {
  const created = await newOrder()
  const { order } = created
  if (/refunded|disputed/.test(status)) await update(order, 'succeeded')
  if (status === 'pending') return created
  const part = status.startsWith('partially') ? { amount: 200_000 } : {}
  await update(order, status, { ...part, receipt: 'NLJ7RT61SV', final: true })
  return created
}

let stage: HTMLElement

/** An element in the page. */
function place(attributes: Record<string, string>, into: Element = stage): PaymentStatusElement {
  const element = document.createElement('payment-status')
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append('We are checking your payment…')
  into.append(element)
  return element
}

/** Once the element shows this. */
async function shows(element: PaymentStatusElement, status: PaymentStatus): Promise<void> {
  while (element.status !== status) await hears(element, 'payment-status-change')
  await element.updateComplete
}

/** Once it is live: where a socket takes long, it has polled before that. */
async function goesLive(element: PaymentStatusElement): Promise<void> {
  while (element.connection !== 'live') await hears(element, 'payment-connection-change')
}

/** Once the page has let go of its socket: it keeps one for a while, for what it may follow next. */
async function letGo(): Promise<void> {
  const socket = sockets.at(-1)
  if (!socket || socket.readyState >= WebSocket.CLOSING) return
  await new Promise((resolve) => socket.addEventListener('close', resolve))
}

/** An element that shows an order that stands so. */
async function placed(
  status: PaymentStatus,
  attributes: Record<string, string> = {},
  into?: Element,
): Promise<PaymentStatusElement> {
  const element = place({ relay, ...(await orderThatIs(status)), ...attributes }, into)
  await shows(element, status)
  return element
}

function find(element: Element, selector: string): HTMLElement {
  const found = element.shadowRoot?.querySelector<HTMLElement>(selector)
  if (!found) throw new Error(`There is no ${selector}.`)
  return found
}

const part = (element: Element, name: string) => find(element, `[part=${name}]`)
const has = (element: Element, selector: string) =>
  element.shadowRoot?.querySelector(selector) !== null

/** What there is to press: those that are not needed are there, and hidden. */
const buttons = (element: Element): string[] =>
  [...(element.shadowRoot?.querySelectorAll('.button:not([hidden])') ?? [])].map(textOf)

/** Without the marks that keep each value in its own direction, and with ordinary spaces. */
const textOf = ({ textContent }: Element): string =>
  textContent
    .replace(/[\u2068\u2069]/g, '')
    .replace(/\s+/g, ' ')
    .trim()

beforeEach(() => {
  stage = document.createElement('main')
  document.body.append(stage)
})

afterEach(() => stage.remove())

describe('the shopper', () => {
  it('sees what the shop wrote, until something is known', async () => {
    const { order, token } = await newOrder()
    const element = place({ relay, order })
    await element.updateComplete
    const slot = find(element, 'slot') as HTMLSlotElement
    expect(slot.assignedNodes()[0]?.textContent).to.equal('We are checking your payment…')

    element.token = token
    await shows(element, 'pending')
    expect(has(element, 'slot')).to.equal(false)
    expect(textOf(part(element, 'title'))).to.equal('Waiting for your payment')
  })

  it('sees it paid by itself, once the shop or the bank says so', async () => {
    const { order, token } = await newOrder()
    const element = place({ relay, order, token })
    await shows(element, 'pending')

    await update(order, 'succeeded', { receipt: 'NLJ7RT61SV' })
    await shows(element, 'succeeded')
    expect(textOf(part(element, 'title'))).to.equal('Payment received')
    expect(textOf(part(element, 'money'))).to.equal('KES 5,000.00 was paid.')
    expect(textOf(part(element, 'receipt'))).to.equal('NLJ7RT61SV')
    expect(textOf(part(element, 'reference'))).to.equal(order)
  })

  it('can try again only when that is safe', async () => {
    const { order, token } = await newOrder()
    const element = place({ relay, order, token, 'retry-url': '/pay' })
    await update(order, 'failed')
    await shows(element, 'failed')
    expect(buttons(element)).not.to.include('Try again')

    const changed = hears(element, 'payment-status-change')
    await update(order, 'failed', { final: true })
    await changed
    await element.updateComplete
    // Nothing else stands beside it.
    expect(buttons(element)).to.deep.equal(['Try again'])
    expect(part(element, 'slot').innerText.trim()).to.equal('Try again')
  })

  it('is told who wants the money: by the element, else by the relay, else by the address', async () => {
    const { order, token } = await newOrder()
    const element = place({ relay, order, token, merchant: 'My Shop' })
    await shows(element, 'pending')
    expect(textOf(part(element, 'merchant'))).to.equal('My Shop')

    element.merchant = ''
    await element.updateComplete
    expect(textOf(part(element, 'merchant'))).to.equal('Kikoy House')

    const { order: bare } = await newOrder({ merchant: undefined })
    const other = place({
      relay,
      order: bare,
      ...(await say('POST', '/tokens', { orders: [bare] })),
    })
    await shows(other, 'pending')
    expect(textOf(part(other, 'merchant'))).to.equal(location.host)
  })

  it('reads amounts as the language of the page writes them', async () => {
    stage.lang = 'de'
    const element = await placed('pending')
    expect(textOf(part(element, 'amount'))).to.equal('5.000,00 KES')
  })

  it('goes on to where the shop says, once it is paid', async () => {
    const element = await placed('succeeded', { 'continue-url': '/thanks?order={order}' })
    expect(part(element, 'button').getAttribute('href')).to.equal(`/thanks?order=${element.order}`)
    element.removeAttribute('continue-url')
    await element.updateComplete
    expect(has(element, '[part=button]')).to.equal(false)
  })

  it('keeps seeing the order when the element moves', async () => {
    const element = await placed('pending')
    const elsewhere = stage.appendChild(document.createElement('section'))
    elsewhere.append(element)
    await update(element.order, 'succeeded')
    await shows(element, 'succeeded')
    expect(textOf(part(element, 'title'))).to.equal('Payment received')
  })
})

describe('the page', () => {
  it('hears of each change, with what was known before', async () => {
    const { order, token } = await newOrder()
    const element = place({ relay, order, token })
    const first = await hears(document, 'payment-status-change')
    expect(first.previous).to.equal(null)
    expect(first.snapshot).to.include({ id: order, status: 'pending', amount: 500_000 })
    expect(element.snapshot).to.equal(first.snapshot)

    const changed = hears(document, 'payment-status-change')
    await update(order, 'processing')
    const second = await changed
    expect(second.previous).to.equal(first.snapshot)
    expect(second.snapshot.status).to.equal('processing')
  })

  it('hears of success once', async () => {
    const { order, token } = await newOrder()
    const element = place({ relay, order, token })
    const successes: string[] = []
    stage.addEventListener('payment-succeeded', ({ snapshot }) => successes.push(snapshot.id))
    await shows(element, 'pending')
    await update(order, 'succeeded')
    await shows(element, 'succeeded')

    const changed = hears(element, 'payment-status-change')
    await update(order, 'succeeded', { receipt: 'NLJ7RT61SV' })
    await changed
    expect(successes).to.deep.equal([order])
  })

  it('hears of the connection', async () => {
    const { order, token } = await newOrder()
    const element = place({ relay, order, token })
    expect(element.connection).to.equal('connecting')
    const { connection } = await hears(element, 'payment-connection-change')
    expect(element.connection).to.equal(connection)
    await goesLive(element)
    await element.updateComplete
    await shows(element, 'pending')
    expect(textOf(part(element, 'connection'))).to.equal('Live')
  })

  it('hears that there is no network, and follows on when there is one again', async () => {
    const element = await placed('pending')
    window.dispatchEvent(new Event('offline'))
    expect(element.connection).to.equal('offline')
    await element.updateComplete
    expect(textOf(part(element, 'connection'))).to.contain('your payment is not affected')
    expect(textOf(part(element, 'title'))).to.equal('Waiting for your payment')

    await update(element.order, 'succeeded')
    window.dispatchEvent(new Event('online'))
    await shows(element, 'succeeded')
  })

  it('hears that there was no network from the start', async () => {
    await letGo()
    Object.defineProperty(navigator, 'onLine', { value: false, configurable: true })
    const element = place({ relay, ...(await newOrder()) })
    await element.updateComplete
    expect(element.connection).to.equal('offline')

    Reflect.deleteProperty(navigator, 'onLine')
    window.dispatchEvent(new Event('online'))
    await shows(element, 'pending')
  })

  it('hears what the merchant must mend: a token of another order', async () => {
    const { token } = await newOrder()
    const { order } = await newOrder()
    const element = place({ relay, order, token })
    expect((await hears(element, 'payment-error')).code).to.equal('forbidden')
    expect(has(element, 'slot')).to.equal(true)
  })

  it('hears once that no relay is named, and nothing is sent anywhere', async () => {
    const { order, token } = await newOrder()
    const before = { requests, sockets: sockets.length }
    const codes: string[] = []
    stage.addEventListener('payment-error', ({ code }) => codes.push(code))
    const element = place({ order, token })
    await element.updateComplete
    element.merchant = 'My Shop'
    await element.updateComplete

    expect(codes).to.deep.equal(['relay_missing'])
    expect({ requests, sockets: sockets.length }).to.deep.equal(before)
  })

  it('may handle another attempt itself; else the shopper goes to retry-url', async () => {
    const element = await placed('failed', { 'retry-url': '#again-{order}' })
    const retried = hears(stage, 'payment-retry')
    stage.addEventListener('payment-retry', (event) => event.preventDefault(), { once: true })
    part(element, 'button').click()
    expect((await retried).cancelable).to.equal(true)
    expect(location.hash).to.equal('')

    part(element, 'button').click()
    expect(location.hash).to.equal(`#again-${element.order}`)
    history.replaceState(null, '', location.pathname + location.search)
  })

  it('may load the widget twice', async () => {
    const copy = './index.ts?copy'
    const again = (await import(copy)) as object
    expect(again).to.have.property('PaymentStatusElement')
    await placed('pending')
  })

  it('loses nothing of an element that is only moved', async () => {
    const element = await placed('processing')
    const { snapshot } = element
    const before = sockets.length
    stage.append(element)
    expect(element.snapshot).to.equal(snapshot)
    await update(element.order, 'succeeded')
    await shows(element, 'succeeded')
    expect(sockets.length).to.equal(before)
  })

  it('follows anew what left while the page was put away', async () => {
    const element = await placed('pending')
    window.dispatchEvent(new Event('freeze'))
    element.remove()
    await new Promise<void>(queueMicrotask)
    stage.append(element)
    await update(element.order, 'succeeded')
    await shows(element, 'succeeded')
    expect(element.connection).to.be.oneOf(['live', 'polling'])
  })

  it('keeps no socket for an element that was removed, and opens one when it is back', async function () {
    const element = await placed('pending')
    // So slow may a machine be that a page thinks its sockets eaten, for some minutes.
    if (Object.values(sessionStorage).includes('rarely')) this.skip()
    await goesLive(element)
    const socket = sockets.at(-1)
    expect(socket?.readyState).to.equal(WebSocket.OPEN)
    const closed = new Promise((resolve) => socket?.addEventListener('close', resolve))
    element.remove()
    // Not at once: what the page follows next may need it.
    await closed
    expect(element.connection).to.equal('connecting')

    await update(element.order, 'succeeded')
    stage.append(element)
    await shows(element, 'succeeded')
    expect(sockets.at(-1)).not.to.equal(socket)
  })

  it('may hand in another getToken each time it renders', async () => {
    const { order, token } = await newOrder()
    const element = place({ relay, order })
    element.getToken = async () => token
    await shows(element, 'pending')
    const opened = sockets.length

    element.getToken = async () => token
    await element.updateComplete
    expect(element.status).to.equal('pending')
    expect(sockets).to.have.length(opened)
  })

  it('follows another order when the element is given one', async () => {
    const element = await placed('succeeded')
    const { order, token } = await newOrder()
    const changed = hears(element, 'payment-status-change')
    Object.assign(element, { order, token })
    expect((await changed).previous).to.equal(null)
    await element.updateComplete
    expect(textOf(part(element, 'reference'))).to.equal(order)
  })

  it('sets colours by custom properties', async () => {
    stage.style.setProperty('--payment-status-accent', 'rgb(1, 2, 3)')
    const element = await placed('failed', { 'retry-url': '/pay' })
    expect(getComputedStyle(part(element, 'button')).backgroundColor).to.equal('rgb(1, 2, 3)')
  })

  it('may forbid inline styles and scripts, and all that is not named', async () => {
    const socket = relay.replace('http', 'ws')
    const policy = [
      // By name: in Firefox a frame like this one is nobody's 'self'.
      `default-src ${location.origin}`,
      // The words are JSON of their own here: in what is built they are part of the script.
      `connect-src ${relay} ${socket} ${location.origin}`,
      "require-trusted-types-for 'script'",
      'trusted-types lit-html',
    ].join('; ')
    const frame = document.createElement('iframe')
    frame.srcdoc = `
      <meta http-equiv="Content-Security-Policy" content="${policy}">
      <script type="module" src="/widget/index.ts"></script>
    `
    const loaded = new Promise((resolve) => (frame.onload = resolve))
    stage.append(frame)
    await loaded
    const page = frame.contentDocument
    if (!page) throw new Error('The frame has no page.')
    const violations: string[] = []
    const violated = new Promise<void>((resolve) => {
      page.addEventListener('securitypolicyviolation', ({ violatedDirective }) => {
        violations.push(violatedDirective)
        resolve()
      })
    })

    const element = page.createElement('payment-status')
    const attributes = { relay, ...(await orderThatIs('failed')), 'support-url': '/help' }
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
    page.body.append(element)
    await shows(element, 'failed')
    expect(getComputedStyle(part(element, 'card')).borderStyle).to.equal('solid')
    expect(violations).to.deep.equal([])

    // The policy is in force: what it forbids is noticed.
    page.body.setAttribute('style', 'color: red')
    await violated
    expect(violations).to.deep.equal(['style-src-attr'])
  })
})

describe('who cannot see the page', () => {
  const regions = (element: Element) => ({
    polite: find(element, '[role=status]'),
    assertive: find(element, '[role=alert]'),
  })

  /** All that is announced from now on. */
  function listen(element: Element): { said: string[]; stop(): void } {
    const said: string[] = []
    const observers = Object.values(regions(element)).map((region) => {
      const observer = new MutationObserver(() => {
        const text = textOf(region)
        if (text) said.push(text)
      })
      observer.observe(region, { subtree: true, childList: true, characterData: true })
      return observer
    })
    return { said, stop: () => observers.forEach((observer) => observer.disconnect()) }
  }

  it('has the live regions before there is anything to say', async () => {
    const element = place({})
    await element.updateComplete
    const { polite, assertive } = regions(element)
    expect([textOf(polite), textOf(assertive)]).to.deep.equal(['', ''])

    const { order, token } = await newOrder()
    Object.assign(element, { relay, order, token })
    await shows(element, 'pending')
    expect(regions(element)).to.deep.equal({ polite, assertive })
  })

  it('is told of progress and success when there is a pause', async () => {
    const calm = ['requires_action', 'processing', 'succeeded', 'canceled'] as const
    for (const status of calm) {
      const element = await placed(status)
      const { polite, assertive } = regions(element)
      expect(textOf(polite)).to.contain(textOf(part(element, 'title')))
      expect(textOf(polite)).to.contain(textOf(part(element, 'money')))
      expect(textOf(assertive)).to.equal('')
    }
  })

  it('is told of failure at once', async () => {
    for (const status of ['failed', 'expired'] as const) {
      const { polite, assertive } = regions(await placed(status))
      expect(textOf(polite)).to.equal('')
      expect(textOf(assertive)).to.not.equal('')
    }
  })

  it('hears each change once, and nothing else', async () => {
    const element = await placed('pending')
    const { said, stop } = listen(element)
    const { order } = element

    await update(order, 'processing')
    await shows(element, 'processing')
    // A newer version that says nothing new, and a shop that renders again.
    const changed = hears(element, 'payment-status-change')
    await update(order, 'processing', { receipt: 'NLJ7RT61SV' })
    await changed
    element.merchant = 'My Shop'
    await element.updateComplete
    await update(order, 'failed', { final: true })
    await shows(element, 'failed')
    await update(order, 'succeeded')
    await shows(element, 'succeeded')

    stop()
    const titles = ['Confirming your payment', 'The payment did not go', 'Payment received']
    const told = said.map((text) => titles.find((title) => text.startsWith(title)) ?? text)
    expect(told).to.deep.equal(titles)
  })

  for (const scheme of ['light', 'dark']) {
    for (const status of STATUSES) {
      it(`finds "${status}" as axe-core wants it, when it is ${scheme}`, async () => {
        stage.style.cssText = `color-scheme: ${scheme}; background: Canvas; color: CanvasText`
        const element = await placed(status, {
          'continue-url': '/thanks',
          'support-url': '/help',
        })
        still(element)
        const { violations, passes } = await axe.run(element)
        expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).to.deep.equal([])
        expect(passes.map(({ id }) => id)).to.include('color-contrast')
      })
    }
  }
})

describe('while the shopper waits', () => {
  const WAITING = ['pending', 'requires_action', 'processing'] as const

  /** What the browser does by itself, and needs no layout for. */
  const CHEAP = ['transform', 'translate', 'rotate', 'scale', 'opacity']

  /** Beside what it moves, a keyframe says when, and how it gets there. */
  const TIMING = ['offset', 'computedOffset', 'easing', 'composite']

  const moving = (element: Element): Animation[] => [
    ...element.getAnimations({ subtree: true }),
    ...(element.shadowRoot?.getAnimations() ?? []),
  ]

  const movedBy = ({ effect }: Animation): string[] =>
    effect instanceof KeyframeEffect
      ? effect.getKeyframes().flatMap((frame) => Object.keys(frame))
      : ['something else']

  it('nothing that moves costs a layout', async () => {
    const asked = place({ relay, order: (await newOrder()).order })
    await asked.updateComplete
    expect(moving(asked)).to.deep.equal([])

    for (const status of WAITING) {
      const animations = moving(await placed(status))
      expect(animations).not.to.have.length(0)
      const properties = animations.flatMap(movedBy).filter((name) => !TIMING.includes(name))
      expect(CHEAP).to.include.members(properties)
    }
  })
})

describe('on a small or magnified screen', () => {
  for (const dir of ['ltr', 'rtl']) {
    for (const zoom of ['100%', '200%']) {
      it(`needs no sideways scrolling at 320 px, ${dir}, text at ${zoom}`, async () => {
        document.documentElement.style.fontSize = zoom
        stage.dir = dir
        stage.style.cssText = 'inline-size: 320px; overflow: auto'
        const long = {
          merchant: 'Donaudampfschifffahrtsgesellschaft',
          'support-url': '/help',
        }
        for (const status of ['failed', 'partially_refunded'] as const) {
          const element = await placed(status, long)
          expect(part(element, 'card').scrollWidth).to.be.at.most(320)
        }
        expect(stage.scrollWidth).to.equal(320)
        document.documentElement.style.fontSize = ''
      })
    }
  }

  it('offers targets of 44 px', async () => {
    const failed = await placed('failed', { 'retry-url': '/pay', 'support-url': '/help' })
    const paid = await placed('succeeded', { 'continue-url': '/thanks' })
    const targets = [part(failed, 'button'), part(failed, 'support'), part(paid, 'button')]
    for (const target of targets) {
      const { width, height } = target.getBoundingClientRect()
      expect(Math.min(width, height)).to.be.at.least(44)
    }
  })
})
