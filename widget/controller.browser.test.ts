/// <reference types="mocha" />

/** What a page gives an element, what it hears of it, and what its buttons do. */

// oxlint-disable import/no-unassigned-import -- It is here for what it does to the page.

import { expect } from 'chai'
import type { PaymentStatus } from '../relay/protocol.ts'
import './index.ts'
import { PaymentStatusElement } from './payment-status.ts'
import { hears, relay, say, unused, update } from './testing/shop.ts'

/** Each frame that this page has sent over a socket. */
const sent: string[] = []
/** Told of each frame that a socket of this page has heard. */
const heard = new EventTarget()
window.WebSocket = class extends WebSocket {
  constructor(...given: ConstructorParameters<typeof WebSocket>) {
    super(...given)
    this.addEventListener('message', ({ data }) =>
      heard.dispatchEvent(new MessageEvent('frame', { data })),
    )
  }

  override send(data: string): void {
    sent.push(data)
    super.send(data)
  }
}

/** How the shop's own server answers when it is asked for a token. */
let tokenUrl: (order: string) => Promise<Response>
let asked = 0
let isAsked = () => {}
const { fetch } = window
window.fetch = async (url, options) => {
  if (!String(url).includes('/token')) return fetch(url, options)
  asked++
  isAsked()
  return tokenUrl(JSON.parse(String(options?.body)).order)
}

/** Each line of ours in the console. */
const complaints: string[] = []
const { error } = console
console.error = (...given) => {
  if (String(given[0]).startsWith('payment-status')) complaints.push(given.join(' '))
  else error(...given)
}

const tokenOf = async (order: string) => (await say('POST', '/tokens', { orders: [order] })).token

async function newOrder(change: object = {}): Promise<{ order: string; token: string }> {
  const order = String(unused())
  const { token } = await say('PUT', `/orders/${order}`, {
    amount: 500_000,
    currency: 'KES',
    ...change,
  })
  return { order, token }
}

let stage: HTMLElement
let events: [type: string, detail: unknown][]

function place(attributes: Record<string, string>, into: ParentNode = stage): PaymentStatusElement {
  const element = document.createElement('payment-status')
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  into.append(element)
  return element
}

async function shows(element: PaymentStatusElement, status: PaymentStatus): Promise<void> {
  while (element.status !== status) await hears(element, 'payment-status-change')
  await element.updateComplete
}

async function placed(
  status: PaymentStatus,
  attributes: Record<string, string> = {},
): Promise<PaymentStatusElement> {
  const { order, token } = await newOrder()
  if (status !== 'pending') await update(order, status, { final: true })
  const element = place({ relay, order, token, ...attributes })
  await shows(element, status)
  return element
}

/** Once what it shows has changed so that this holds. */
async function until(element: PaymentStatusElement, holds: () => boolean): Promise<void> {
  const { shadowRoot } = element
  if (!shadowRoot) throw new Error('It is not there yet.')
  while (!holds()) {
    await new Promise<void>((resolve) => {
      const observer = new MutationObserver(() => {
        observer.disconnect()
        resolve()
      })
      const all = { subtree: true, childList: true, characterData: true, attributes: true }
      observer.observe(shadowRoot, all)
    })
  }
}

const find = (element: Element, selector: string): HTMLElement | null =>
  element.shadowRoot?.querySelector<HTMLElement>(selector) ?? null

const textOf = (element: Element | null): string =>
  (element?.textContent ?? '').replace(/\s+/g, ' ').trim()

const part = (element: Element, name: string): string => textOf(find(element, `[part~=${name}]`))

const buttons = (element: Element): HTMLElement[] => [
  ...(element.shadowRoot?.querySelectorAll<HTMLElement>('.button:not([hidden])') ?? []),
]
const offers = (element: Element): string[] => buttons(element).map(textOf)

function press(element: Element, label: string): void {
  const button = buttons(element).find((each) => textOf(each).startsWith(label))
  if (!button) throw new Error(`There is no ${label}, but ${offers(element).join()}.`)
  button.click()
}

const told = (type: string): unknown[] =>
  events.filter(([each]) => each === type).map(([, detail]) => detail)

beforeEach(() => {
  stage = document.createElement('main')
  document.body.append(stage)
  events = []
  complaints.length = 0
  sent.length = 0
  asked = 0
  for (const type of ['payment-status-change', 'payment-succeeded', 'payment-error'] as const) {
    stage.addEventListener(type, (event) =>
      events.push([type, 'seen' in event ? event.seen : 'code' in event ? event.code : '']),
    )
  }
})

afterEach(() => {
  stage.remove()
  history.replaceState(null, '', location.pathname + location.search)
})

describe('what a framework sets', () => {
  it('a number is an order, white space is none', async () => {
    const { order, token } = await newOrder()
    const element = document.createElement('payment-status')
    Object.assign(element, { order: Number(order), token: ` ${token}\n`, relay: `\n ${relay} ` })
    stage.append(element)
    await shows(element, 'pending')
    expect(part(element, 'reference')).to.equal(order)
    expect(told('payment-error')).to.deep.equal([])
  })

  it('null and undefined are nothing', async () => {
    const element = await placed('pending')
    const { order, token } = element
    const names = Object.keys(PaymentStatusElement.properties).filter((name) => name !== 'relay')
    for (const nothing of [null, undefined]) {
      for (const name of names) Reflect.set(element, name, nothing)
      await element.updateComplete
      expect(element.status).to.equal(null)
      Object.assign(element, { order, token })
      await shows(element, 'pending')
    }
  })

  it('an order that comes before its token is no mistake', async () => {
    const element = await placed('pending')
    const { order, token } = await newOrder()
    const refused = new Promise<void>((resolve) => {
      heard.addEventListener('frame', (event) => {
        if (event instanceof MessageEvent && String(event.data).includes('forbidden')) resolve()
      })
    })
    element.order = order
    await refused
    element.token = token
    await shows(element, 'pending')
    expect(part(element, 'reference')).to.equal(order)
    expect(told('payment-error')).to.deep.equal([])
  })
})

describe('success', () => {
  it('is told once for an element and order, whatever else changes', async () => {
    const element = await placed('pending', { 'retry-url': '/pay' })
    const { order } = element
    await update(order, 'succeeded')
    await shows(element, 'succeeded')
    const { snapshot, token } = element

    tokenUrl = async () => Response.json({ token })
    const changes: Partial<PaymentStatusElement>[] = [
      { debug: true },
      { debug: false, tabTitle: true },
      { tokenUrl: '/token' },
      { transport: 'polling' },
      { transport: undefined as unknown as 'auto' },
      { relay: relay.replace(/\/$/, '') },
      { getToken: async () => token },
      { token: '' },
      { merchant: 'My Shop', retryUrl: '' },
    ]
    for (const change of changes) {
      Object.assign(element, change)
      await element.updateComplete
      expect(element.snapshot, JSON.stringify(change)).to.equal(snapshot)
    }
    // It still follows, and knows what was before.
    const changed = hears(element, 'payment-status-change')
    await update(order, 'succeeded', { receipt: 'NLJ7RT61SV' })
    expect((await changed).previous).to.equal(snapshot)
    expect(told('payment-succeeded')).to.deep.equal([true])
  })

  it('says whether it happened here, or was found so', async () => {
    await placed('succeeded')
    expect(told('payment-succeeded')).to.deep.equal([false])
    const element = await placed('pending')
    await update(element.order, 'succeeded')
    await shows(element, 'succeeded')
    expect(told('payment-succeeded')).to.deep.equal([false, true])
  })

  it('is not seen on a page that the browser only prepares', async () => {
    Object.defineProperty(document, 'prerendering', { value: true, configurable: true })
    const element = await placed('pending', { 'continue-url': '#thanks', 'continue-after': '60' })
    await update(element.order, 'succeeded')
    await shows(element, 'succeeded')
    Reflect.deleteProperty(document, 'prerendering')
    expect(told('payment-succeeded')).to.deep.equal([false])
    expect(offers(element)).to.deep.equal(['Continue'])
  })

  it('leads on by itself where it was seen to happen', async () => {
    const element = await placed('pending', { 'continue-url': '#{order}', 'continue-after': '1' })
    const left = new Promise((resolve) =>
      window.addEventListener('hashchange', resolve, { once: true }),
    )
    await update(element.order, 'succeeded')
    await shows(element, 'succeeded')
    await left
    expect(location.hash).to.equal(`#${element.order}`)
  })

  it('leads nowhere by itself where a template left the seconds empty', async () => {
    const element = await placed('pending', { 'continue-url': '#empty', 'continue-after': '' })
    await update(element.order, 'succeeded')
    await shows(element, 'succeeded')
    await until(element, () => offers(element).length === 1)
    expect(offers(element)).to.deep.equal(['Continue'])
    element.setAttribute('continue-after', '60')
    await until(element, () => offers(element).length === 2)
    element.removeAttribute('continue-after')
    expect(location.hash).not.to.equal('#empty')
  })

  it('leads nowhere by itself where it was found so, or the shopper stays', async () => {
    const after = { 'continue-url': '#thanks', 'continue-after': '60' }
    const found = await placed('succeeded', after)
    expect(offers(found)).to.deep.equal(['Continue'])

    const element = await placed('pending', after)
    await update(element.order, 'succeeded')
    await shows(element, 'succeeded')
    await until(element, () => offers(element).length === 2)
    expect(offers(element)[0]).to.match(/^Continue.*60/)
    press(element, 'Stay')
    await until(element, () => offers(element).length === 1)
    expect(offers(element)).to.deep.equal(['Continue'])
  })
})

describe('another attempt', () => {
  it('is offered only where somebody leads to it', async () => {
    const element = await placed('failed')
    expect(offers(element)).to.deep.equal([])

    let retried = 0
    const retry = () => void retried++
    element.addEventListener('payment-retry', retry)
    await element.updateComplete
    press(element, 'Try again')
    expect(retried).to.equal(1)
    element.removeEventListener('payment-retry', retry)
    await element.updateComplete
    expect(offers(element)).to.deep.equal([])

    element.addEventListener('payment-retry', retry, { once: true })
    await element.updateComplete
    press(element, 'Try again')
    await element.updateComplete
    expect(offers(element)).to.deep.equal([])

    const listening = new AbortController()
    element.addEventListener('payment-retry', retry, { signal: listening.signal })
    await element.updateComplete
    expect(offers(element)).to.deep.equal(['Try again'])
    listening.abort()
    await element.updateComplete
    expect(offers(element)).to.deep.equal([])
  })

  it('never leads to a script', async () => {
    for (const url of ['javascript:void 0', ' java\nscript:void 0', 'data:text/html,x']) {
      const element = await placed('failed', { 'retry-url': url, 'support-url': url })
      expect(offers(element)).to.deep.equal([])
      expect(find(element, '[part=support]')?.getAttribute('href') ?? '').to.equal('')
    }
    const element = await placed('failed', {
      'support-url': 'mailto:help@shop.example?subject={order}',
    })
    expect(find(element, '[part=support]')?.getAttribute('href')).to.equal(
      `mailto:help@shop.example?subject=${element.order}`,
    )
  })

  it('is withdrawn the moment it is not safe', async () => {
    const element = await placed('failed', { 'retry-url': '#again' })
    expect(offers(element)).to.deep.equal(['Try again'])
    await update(element.order, 'processing', { payment: 'another' })
    await shows(element, 'processing')
    expect(offers(element)).not.to.include('Try again')
  })
})

describe('check now', () => {
  it('has the relay ask, and rests', async () => {
    const element = await placed('pending')
    press(element, 'Check now')
    await element.updateComplete
    expect(offers(element)).to.deep.equal(['Checking…'])
    press(element, 'Checking…')
    await until(element, () => offers(element).join() === 'Check now')
    const asks = sent.filter((frame) => frame.includes('"ask"') && frame.includes(element.order))
    expect(asks).to.have.length(1)
  })

  it('happens by itself when the time is up; then nothing is said that is not known', async () => {
    const element = await placed('pending')
    await update(element.order, 'requires_action', { expiresIn: 1 })
    const over = ['Checking your payment', 'The time to pay ran out']
    await until(element, () => over.includes(part(element, 'title')))
    await shows(element, 'expired')
    expect(part(element, 'title')).to.equal('The time to pay ran out')
  })
})

describe('what a merchant must mend', () => {
  it('is told once, and in the console with what to do', async () => {
    const { order } = await newOrder()
    const element = place({ relay, order, token: '' })
    expect((await hears(element, 'payment-error')).code).to.equal('token_missing')
    await element.updateComplete
    element.merchant = 'My Shop'
    await element.updateComplete
    expect(complaints).to.have.length(1)
    expect(complaints[0]).to.match(/^payment-status: There is no token\. Set .*token-url/)
  })

  it('is told without the token', async () => {
    const { token } = await newOrder()
    const { order } = await newOrder()
    const element = place({ relay, order, token })
    expect((await hears(element, 'payment-error')).code).to.equal('forbidden')
    await element.updateComplete
    expect(complaints).to.have.length(1)
    expect(complaints[0]).not.to.contain(token.split('.')[2])
  })

  it('is mended by the copy that knows a relay, where another one was here first', async () => {
    const { order, token } = await newOrder()
    const element = place({ order, token })
    expect((await hears(element, 'payment-error')).code).to.equal('relay_missing')
    PaymentStatusElement.defaultRelay = relay
    await shows(element, 'pending')
    PaymentStatusElement.defaultRelay = ''
  })
})

describe('token-url', () => {
  it('is asked as the page is: by POST, for the order', async () => {
    const { order } = await newOrder()
    tokenUrl = async (id) => Response.json({ token: await tokenOf(id) })
    await shows(place({ relay, order, 'token-url': '/token' }), 'pending')
    expect(asked).to.equal(1)
  })

  for (const status of [401, 403, 404]) {
    it(`that answers ${status} rests until somebody is back, refreshes, or names another one`, async () => {
      const { order, token } = await newOrder()
      let answer = () => new Response('<title>Just a moment…</title>', { status })
      tokenUrl = async () => answer()
      const element = place({ relay, order, 'token-url': '/token' })
      expect((await hears(element, 'payment-error')).code).to.equal('token_unavailable')

      const again: (() => void)[] = [
        () => window.dispatchEvent(new Event('online')),
        () => element.refresh(),
        () => element.setAttribute('token-url', '/token?another'),
      ]
      for (const [times, change] of again.entries()) {
        const isAgain = new Promise<void>((resolve) => (isAsked = resolve))
        if (times === again.length - 1) answer = () => Response.json({ token })
        change()
        await isAgain
      }
      await shows(element, 'pending')
    })
  }

  it('that answers with a page to sign in is asked again', async () => {
    const { order, token } = await newOrder()
    const answers = [new Response('<form>'), Response.json(null), Response.json({ token })]
    tokenUrl = async () => answers.shift() ?? Response.error()
    await shows(place({ relay, order, 'token-url': '/token' }), 'pending')
    expect(asked).to.equal(3)
  })
})

describe('the language', () => {
  it('is that of the page around it, out of shadow roots too', async () => {
    stage.lang = 'de'
    const outer = stage.appendChild(document.createElement('div'))
    const inner = outer.attachShadow({ mode: 'open' }).appendChild(document.createElement('div'))
    const { order, token } = await newOrder()
    const element = place({ relay, order, token }, inner.attachShadow({ mode: 'open' }))
    await shows(element, 'pending')
    expect(part(element, 'amount')).to.equal('5.000,00 KES')
  })

  it('is followed when it changes, wherever that is', async () => {
    const outer = stage.appendChild(document.createElement('div'))
    const { order, token } = await newOrder()
    const element = place({ relay, order, token }, outer.attachShadow({ mode: 'open' }))
    await shows(element, 'pending')
    const { lang } = document.documentElement
    document.documentElement.lang = 'sw'
    await until(element, () => find(element, '[part~=card]')?.lang === 'sw')
    const swahili = part(element, 'title')
    expect(swahili).not.to.equal('Waiting for your payment')
    outer.lang = 'en'
    await until(element, () => part(element, 'title') === 'Waiting for your payment')
    document.documentElement.lang = lang
  })

  it('is that of the card and of what is spoken, and is left alone by translators', async () => {
    stage.lang = 'sw'
    const element = await placed('pending')
    for (const selector of ['[part~=card]', '[role=status]', '[role=alert]']) {
      expect(find(element, selector)?.lang).to.equal('sw')
      expect(find(element, selector)?.getAttribute('translate')).to.equal('no')
    }
    // What we have no words for, a translator may.
    stage.lang = 'is'
    await until(element, () => find(element, '[part~=card]')?.lang === 'en')
    expect(find(element, '[part~=card]')?.getAttribute('translate')).to.equal(null)
  })

  it('is told to Intl as Intl takes it, whatever the page calls it', async () => {
    for (const tag of ['en_US', 'de_DE.UTF-8', 'x', '*', 'xx-invalid-tag-that-is-too-long']) {
      stage.lang = tag
      const element = await placed('pending')
      expect(part(element, 'amount')).to.contain('5')
    }
  })
})

describe('a strict page', () => {
  /** An element in a page with such a policy. */
  async function inPageOf(policy: string): Promise<PaymentStatusElement> {
    const frame = document.createElement('iframe')
    frame.srcdoc = `
      <meta http-equiv="Content-Security-Policy" content="${policy}">
      <script type="module" src="/widget/index.ts"></script>
      <payment-status></payment-status>
    `
    const loaded = new Promise((resolve) => (frame.onload = resolve))
    stage.append(frame)
    await loaded
    await frame.contentWindow?.customElements.whenDefined('payment-status')
    const element = frame.contentDocument?.querySelector('payment-status')
    if (!element) throw new Error('There is no element.')
    Object.assign(element, { relay, ...(await newOrder()) })
    return element
  }

  for (const policy of [
    "require-trusted-types-for 'script'; trusted-types shop",
    "require-trusted-types-for 'script'; trusted-types 'none'",
    "require-trusted-types-for 'script'; trusted-types lit-html",
    "require-trusted-types-for 'script'",
    'trusted-types shop',
  ]) {
    it(`may list what policies it likes: ${policy}`, async () => {
      const element = await inPageOf(policy)
      await shows(element, 'pending')
      expect(part(element, 'title')).to.equal('Waiting for your payment')
      expect(find(element, 'svg path')?.namespaceURI).to.equal('http://www.w3.org/2000/svg')
    })
  }
})

describe('the title of the tab', () => {
  /** As if the tab were another one's. */
  function hide(isHidden: boolean): void {
    Object.defineProperty(document, 'hidden', { value: isHidden, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }

  afterEach(() => {
    Reflect.deleteProperty(document, 'hidden')
    document.dispatchEvent(new Event('visibilitychange'))
  })

  it('tells the outcome while nobody looks, and is the page’s own again once somebody does', async () => {
    const { title } = document
    const icon = document.head.appendChild(document.createElement('link'))
    Object.assign(icon, { rel: 'icon', href: '/icon.png' })
    const icons = () => [...document.querySelectorAll<HTMLLinkElement>('link[rel~=icon]')]

    const element = await placed('pending', { 'tab-title': '' })
    hide(true)
    await element.updateComplete
    expect(document.title).to.equal(title)
    await update(element.order, 'succeeded')
    await shows(element, 'succeeded')
    expect(document.title).to.equal('✓ Payment received')
    expect(icons().map(({ href }) => href.slice(0, 10))).to.deep.equal(['data:image'])

    hide(false)
    await element.updateComplete
    expect(document.title).to.equal(title)
    expect(icons()).to.deep.equal([icon])
    icon.remove()
  })

  it('is left alone where the page does not ask for it', async () => {
    const { title } = document
    const element = await placed('pending')
    hide(true)
    await update(element.order, 'succeeded')
    await shows(element, 'succeeded')
    expect(document.title).to.equal(title)
  })
})
