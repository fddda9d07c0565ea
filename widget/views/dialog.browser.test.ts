/// <reference types="mocha" />

// oxlint-disable import/no-unassigned-import -- They are here for what they do to the page.

import 'axe-core/axe.min.js'
import type Axe from 'axe-core'
import { expect } from 'chai'
import { STATUSES, type PaymentStatus } from '../../relay/protocol.ts'
import '../index.ts'
import type { PaymentStatusElement } from '../payment-status.ts'
import { hears, relay, say, still, unused, update } from '../testing/shop.ts'

declare const axe: typeof Axe

/** An order that stands so, and a token for it. */
async function orderThatIs(status: PaymentStatus): Promise<{ order: string; token: string }> {
  const order = `DIA-${unused()}`
  const basket = { amount: 500_000, currency: 'KES', merchant: 'Kikoy House' }
  const { token } = await say('PUT', `/orders/${order}`, basket)
  if (/refunded|disputed/.test(status)) await update(order, 'succeeded')
  const part = status.startsWith('partially') ? { amount: 200_000 } : {}
  if (status !== 'pending') await update(order, status, { ...part, final: true })
  return { order, token }
}

let stage: HTMLElement

beforeEach(() => {
  stage = document.createElement('main')
  stage.innerHTML = '<button>Pay</button>'
  document.body.append(stage)
})

afterEach(() => stage.remove())

const payButton = (): HTMLElement => stage.querySelector('button') ?? stage

/** A dialog in the page that is shut, around the shop's form for a phone number. */
async function place(
  attributes: Record<string, string> = {},
  into: Node = stage,
): Promise<PaymentStatusElement> {
  const element = document.createElement('payment-status')
  for (const [name, value] of Object.entries({ variant: 'dialog', ...attributes })) {
    element.setAttribute(name, value)
  }
  element.innerHTML = '<form><input aria-label="Phone number" autofocus></form>'
  into.appendChild(element)
  await drawn(element, () => element.shadowRoot?.querySelector('dialog') !== null)
  return element
}

/** Once it is drawn so. */
async function drawn(element: PaymentStatusElement, isSo: () => boolean): Promise<void> {
  await element.updateComplete
  const all = { subtree: true, childList: true, characterData: true, attributes: true }
  while (!isSo()) {
    await new Promise<void>((resolve) => {
      const observer = new MutationObserver(() => {
        observer.disconnect()
        resolve()
      })
      if (element.shadowRoot) observer.observe(element.shadowRoot, all)
    })
  }
  await element.updateComplete
}

const shows = (element: PaymentStatusElement, status: PaymentStatus): Promise<void> =>
  drawn(element, () => element.status === status)

function find(element: Element, selector: string): HTMLElement {
  const found = element.shadowRoot?.querySelector<HTMLElement>(selector)
  if (!found) throw new Error(`There is no ${selector}.`)
  return found
}

const box = (element: Element) => find(element, 'dialog') as HTMLDialogElement
const input = (element: Element) => element.querySelector('input') ?? element

/** What has the focus, by its name; of the elements themselves, a failed test would print the whole page. */
function focus(): string {
  let at = document.activeElement
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
  return at?.getAttribute('part') || at?.localName || ''
}

/** As a shopper presses, `at` that moment, as events count them: long after it came. */
function press(target: Element, from: Element = target, at = performance.now() + 1_000): void {
  from.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true }))
  const click = new MouseEvent('click', { bubbles: true, composed: true })
  Object.defineProperty(click, 'timeStamp', { value: at })
  target.dispatchEvent(click)
}

const isModal = (element: Element): boolean => box(element).matches(':modal')

describe('the page', () => {
  it('opens it by the attribute, and shuts it by taking that away', async () => {
    const element = await place(await orderThatIs('pending').then((order) => ({ relay, ...order })))
    expect(box(element).open).to.equal(false)
    element.setAttribute('open', '')
    await element.updateComplete
    expect(box(element).open).to.equal(true)

    const closed = hears(document, 'payment-close')
    element.removeAttribute('open')
    const { target, snapshot } = await closed
    expect(target === element).to.equal(true)
    expect(snapshot).to.equal(element.snapshot)
    expect(box(element).open).to.equal(false)
  })

  it('opens it by show(), which answers with what was known when it was closed', async () => {
    const element = await place({ relay, ...(await orderThatIs('pending')) })
    const answer = element.show()
    await shows(element, 'pending')
    expect(element.hasAttribute('open')).to.equal(true)
    await update(element.order, 'succeeded')
    await shows(element, 'succeeded')
    element.close()
    expect((await answer)?.status).to.equal('succeeded')
    expect(element.hasAttribute('open')).to.equal(false)
  })

  it('is answered with null where nothing was known', async () => {
    const element = await place()
    const answer = element.show()
    await element.updateComplete
    element.close()
    expect(await answer).to.equal(null)
  })

  it('is answered though it was shut before it had opened', async () => {
    const element = await place()
    const answer = element.show()
    element.close()
    expect(await answer).to.equal(null)
  })

  it('sees nothing of it while it is shut, the form neither', async () => {
    const element = await place()
    expect(element.getBoundingClientRect().height).to.equal(0)
    expect(input(element).getBoundingClientRect().height).to.equal(0)
  })

  it('may move it while it is open', async () => {
    const element = await place()
    const heard: Event[] = []
    element.addEventListener('payment-close', (event) => heard.push(event))
    void element.show()
    await element.updateComplete
    const shut = new Promise((resolve) => box(element).addEventListener('close', resolve))
    stage.appendChild(document.createElement('section')).append(element)
    await shut
    await element.updateComplete
    expect(element.open).to.equal(true)
    expect(box(element).open).to.equal(true)
    expect(heard).to.deep.equal([])
  })

  it('is answered when it takes the element away', async () => {
    const element = await place({ relay, ...(await orderThatIs('pending')) })
    payButton().focus()
    const answer = element.show()
    await shows(element, 'pending')
    element.remove()
    expect((await answer)?.status).to.equal('pending')
    expect(element.open).to.equal(false)
    expect(focus()).to.equal('button')
  })

  it('may have it in a shadow root', async () => {
    const root = stage.appendChild(document.createElement('div')).attachShadow({ mode: 'open' })
    const element = await place({}, root)
    const closed = hears(document, 'payment-close')
    void element.show()
    await element.updateComplete
    expect(box(element).open).to.equal(true)
    element.close()
    await closed
  })

  it('may open it over a dialog of its own, and over another payment', async () => {
    const own = stage.appendChild(document.createElement('dialog'))
    own.showModal()
    const first = await place({}, own)
    const second = await place({}, own)
    void first.show()
    void second.show()
    await Promise.all([first.updateComplete, second.updateComplete])
    expect([first, second].map((each) => box(each).open)).to.deep.equal([true, true])
    second.close()
    await second.updateComplete
    expect([first, second].map((each) => box(each).open)).to.deep.equal([true, false])
    expect(own.open).to.equal(true)
  })

  it('scrolls as ever behind it, and has no style set', async () => {
    const before = document.documentElement.outerHTML.slice(0, 200)
    const style = () => [document.documentElement, document.body].map((each) => each.style.cssText)
    const styles = style()
    const element = await place()
    void element.show()
    await element.updateComplete
    expect(style()).to.deep.equal(styles)
    expect(document.documentElement.outerHTML.slice(0, 200)).to.equal(before)
    expect(getComputedStyle(box(element)).overscrollBehaviorY).to.equal('contain')
  })
})

describe('the shopper', () => {
  /** A dialog that is open, of an order that stands so. */
  async function opened(status: PaymentStatus): Promise<PaymentStatusElement> {
    const element = await place({ relay, ...(await orderThatIs(status)) })
    payButton().focus()
    void element.show()
    await shows(element, status)
    return element
  }

  it('closes it by the cross, which is named and large enough', async () => {
    const element = await opened('pending')
    const cross = find(element, '[part=close]')
    expect(cross.getAttribute('aria-label')).to.equal('Close')
    expect([cross.offsetWidth, cross.offsetHeight]).to.deep.equal([44, 44])
    const closed = hears(element, 'payment-close')
    cross.click()
    await closed
    expect(box(element).open).to.equal(false)
  })

  it('closes it as the browser does: Escape, or Back on a phone', async () => {
    const element = await opened('pending')
    const closed = hears(element, 'payment-close')
    // What a browser does upon Escape, which no script can press.
    box(element).close()
    await closed
    expect(element.open).to.equal(false)
  })

  it('closes it by a press beside it, not by one that began inside or came at once', async () => {
    const asked = performance.now()
    const element = await opened('pending')
    press(box(element), find(element, '[part=title]'))
    press(find(element, '[part=title]'))
    // The second of two quick clicks on the shop's own button.
    press(box(element), box(element), asked + 100)
    await element.updateComplete
    expect(element.open).to.equal(true)

    press(box(element))
    await element.updateComplete
    expect(element.open).to.equal(false)
  })

  it('is told that closing it cancels nothing, as long as that could be feared', async () => {
    const element = await opened('pending')
    expect(find(element, '[part=slot]').innerText).to.contain('Closing this cancels nothing.')
    await update(element.order, 'succeeded')
    await shows(element, 'succeeded')
    expect(find(element, '[part=slot]').innerText).not.to.contain('Closing')
  })

  it('goes in with the keyboard, and is back where it was afterwards', async () => {
    const element = await opened('pending')
    expect(focus()).to.equal('dialog')
    element.close()
    await element.updateComplete
    expect(focus()).to.equal('button')
  })

  it('keeps the focus where it is, whatever becomes true', async () => {
    const element = await opened('pending')
    find(element, '[part=close]').focus()
    for (const status of ['requires_action', 'processing', 'succeeded'] as const) {
      await update(element.order, status)
      await shows(element, status)
      expect(focus()).to.equal('close')
    }
  })

  it('fills in the form of the shop, until there is an order', async () => {
    const element = await place()
    void element.show()
    await element.updateComplete
    expect(focus()).to.equal('input')
    expect(input(element).getBoundingClientRect().height).to.be.greaterThan(0)
    element.merchant = 'My Shop'
    await element.updateComplete
    expect(focus()).to.equal('input')

    Object.assign(element, { relay, ...(await orderThatIs('requires_action')) })
    await shows(element, 'requires_action')
    expect(input(element).getBoundingClientRect().height).to.equal(0)
    // The form is gone, the keyboard is not.
    expect(focus()).to.equal('dialog')
  })

  it('has the page behind it out of reach', async () => {
    const element = await opened('pending')
    expect(isModal(element)).to.equal(true)
  })
})

describe('who cannot see the page', () => {
  it('hears of changes: what speaks is in the dialog, for all else is out of reach', async () => {
    const element = await place()
    for (const role of ['status', 'alert']) {
      expect(box(element).contains(find(element, `[role=${role}]`))).to.equal(true)
    }
  })

  it('is told which dialog it is, and in it the title', async () => {
    const element = await place({ merchant: 'My Shop' })
    expect(box(element).getAttribute('aria-label')).to.equal('My Shop')
    Object.assign(element, { relay, ...(await orderThatIs('pending')) })
    await shows(element, 'pending')
    const name = box(element).getAttribute('aria-labelledby') ?? ''
    expect(element.shadowRoot?.getElementById(name)?.textContent).to.equal(
      'Waiting for your payment',
    )
  })

  for (const status of STATUSES) {
    it(`finds "${status}" as axe-core wants it`, async () => {
      const element = await place({ relay, ...(await orderThatIs(status)), 'support-url': '/help' })
      void element.show()
      await shows(element, status)
      still(element)
      const { violations } = await axe.run(element)
      expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).to.deep.equal([])
    })
  }
})

describe('a browser without dialogs', () => {
  const { HTMLDialogElement } = window
  before(() => Reflect.deleteProperty(window, 'HTMLDialogElement'))
  after(() => Object.assign(window, { HTMLDialogElement }))

  it('has a box that stays, beside which the page can be used; Escape closes it', async () => {
    const element = await place({ relay, ...(await orderThatIs('pending')) })
    payButton().focus()
    const answer = element.show()
    await shows(element, 'pending')
    expect(box(element).hasAttribute('open')).to.equal(true)
    expect(getComputedStyle(box(element)).position).to.equal('fixed')
    expect(focus()).to.equal('dialog')

    const escape = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true })
    find(element, '[part=close]').dispatchEvent(escape)
    expect((await answer)?.status).to.equal('pending')
    expect(focus()).to.equal('button')
  })

  it('leaves the focus alone that is elsewhere by now', async () => {
    const element = await place({ relay, ...(await orderThatIs('pending')) })
    payButton().focus()
    void element.show()
    await shows(element, 'pending')
    const other = stage.appendChild(document.createElement('textarea'))
    other.focus()
    await update(element.order, 'succeeded')
    await shows(element, 'succeeded')
    element.close()
    await element.updateComplete
    expect(focus()).to.equal('textarea')
  })
})
