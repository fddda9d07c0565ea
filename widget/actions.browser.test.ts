/// <reference types="mocha" />

// oxlint-disable import/no-unassigned-import -- They are here for what they do to the page.

import { expect } from 'chai'
import 'jsqr/dist/jsQR.js'
import type JsQr from 'jsqr'
import { html, render } from 'lit'
import type { Action, PaymentStatus } from '../relay/protocol.ts'
import { adoptStyles } from './adopt-styles.ts'
import './index.ts'
import { Extras } from './later/extras.ts'
import { later } from './later/later.ts'
import en from './locales/en.json' with { type: 'json' }
import { merged } from './locales/words.ts'
import type { PaymentStatusElement } from './payment-status.ts'
import type { View } from './view-model/view.ts'
import type { Kit } from './views/template.ts'
import { relay, say, unused, update } from './testing/shop.ts'

declare const jsQR: (typeof JsQr)['default']

let stage: HTMLElement

/** An order that asks for this, and an element that shows it. */
async function asks(
  action: Action,
  { order: more = {}, attributes = {} }: { order?: object; attributes?: object } = {},
): Promise<PaymentStatusElement> {
  const order = `ACT-${unused()}`
  const basket = { amount: 24_900, currency: 'INR', merchant: 'Chai & Co', ...more }
  const { token } = await say('PUT', `/orders/${order}`, basket)
  await update(order, 'requires_action', { action, expiresIn: 600 })
  const element = document.createElement('payment-status')
  for (const [name, value] of Object.entries({ relay, order, token, ...attributes })) {
    element.setAttribute(name, value)
  }
  stage.append(element)
  return element
}

/** Once there is such a thing in the element's shadow. */
async function found<Found extends Element = HTMLElement>(
  element: Element,
  selector: string,
): Promise<Found> {
  const root = element.shadowRoot
  if (!root) throw new Error('The element is not there.')
  const look = () => root.querySelector<Found>(selector)
  const there = look()
  if (there) return there
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      const now = look()
      if (!now) return
      observer.disconnect()
      resolve(now)
    })
    observer.observe(root, { subtree: true, childList: true, attributes: true })
  })
}

async function shows(element: PaymentStatusElement, status: PaymentStatus): Promise<void> {
  while (element.status !== status) {
    await new Promise((resolve) => {
      element.addEventListener('payment-status-change', resolve, { once: true })
    })
  }
  await element.updateComplete
}

/** What a camera reads off this square: the very picture on the page, as wide as it is shown. */
async function scanned(code: SVGElement): Promise<string | undefined> {
  const { width } = code.getBoundingClientRect()
  const size = Math.round(width)
  const copy = code.cloneNode(true) as SVGElement
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  copy.setAttribute('width', `${size}`)
  copy.setAttribute('height', `${size}`)
  const image = new Image()
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`
  await image.decode()
  // The screen has one dot a px; the camera sees more than the screen has.
  const camera = canvasOf(canvasOf(image, size).canvas, size * 3)
  const { data } = camera.getImageData(0, 0, size * 3, size * 3)
  const read = jsQR(data, size * 3, size * 3)
  return read ? new TextDecoder().decode(new Uint8Array(read.binaryData)) : undefined
}

/** A picture on white, so wide. */
function canvasOf(picture: CanvasImageSource, size: number): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size
  const context = canvas.getContext('2d')
  if (!context) throw new Error('This browser has no canvas.')
  context.fillStyle = '#fff'
  context.fillRect(0, 0, size, size)
  context.drawImage(picture, 0, 0, size, size)
  return context
}

/** What the page puts on the clipboard from now on, until the test is over. */
let clipboard: string[]

const CODE = '[part=code] svg[role=img]:not([hidden])'
const UPI = 'upi://pay?pa=chai@okbank&pn=Chai%20%26%20Co&tr=UPI-88&am=249.00&cu=INR'

function undoable(target: object, name: string, value: unknown): () => void {
  const own = Object.getOwnPropertyDescriptor(target, name)
  Object.defineProperty(target, name, { value, configurable: true, writable: true })
  return () => {
    Reflect.deleteProperty(target, name)
    if (own) Object.defineProperty(target, name, own)
  }
}

let undo: (() => void)[]
const pretend = (target: object, name: string, value: unknown) =>
  undo.push(undoable(target, name, value))

beforeEach(() => {
  stage = document.createElement('main')
  document.body.append(stage)
  undo = []
  clipboard = []
  pretend(navigator, 'clipboard', { writeText: async (text: string) => void clipboard.push(text) })
})

afterEach(() => {
  stage.remove()
  for (const each of undo.reverse()) each()
})

describe('who must scan a code', () => {
  it('finds it drawn on the page, and it says what the provider gave', async () => {
    const element = await asks({ type: 'scan', qr: UPI })
    expect(await scanned(await found<SVGElement>(element, CODE))).to.equal(UPI)
  })

  it('finds a long one large enough to be told apart', async () => {
    const qr = `upi://pay?pa=chai@okbank&sign=${'MEUCIQDx7'.repeat(60)}`
    stage.style.inlineSize = '390px'
    const element = await asks({ type: 'scan', qr })
    expect(await scanned(await found<SVGElement>(element, CODE))).to.equal(qr)
  })

  for (const scheme of ['light', 'dark']) {
    it(`finds it black on white, when the page is ${scheme}`, async () => {
      stage.style.cssText = `color-scheme: ${scheme}; --payment-status-text: red`
      const element = await asks({ type: 'scan', qr: UPI })
      const code = await found<SVGElement>(element, CODE)
      const square = await found(element, '[part=code]')
      expect(getComputedStyle(code).fill).to.equal('rgb(0, 0, 0)')
      expect(getComputedStyle(square).backgroundColor).to.equal('rgb(255, 255, 255)')
    })
  }

  it('can copy what it says, and hears what it is', async () => {
    const element = await asks({ type: 'scan', qr: UPI })
    expect((await found(element, CODE)).getAttribute('aria-label')).to.equal('Code to scan')
    const copy = await found(element, '.under [part=copy]')
    expect(copy.getAttribute('aria-label')).to.equal('Copy: Code to scan')
    copy.click()
    await found(element, '.under .done')
    expect(clipboard).to.deep.equal([UPI])
  })

  it('has the text to copy in the same square, where it is too long for a code', async () => {
    const qr = 'x'.repeat(3_000)
    const element = await asks({ type: 'scan', qr })
    const text = await found(element, '[part=code] .says:not([hidden])')
    expect(text.textContent).to.equal(qr)
    const { width, height } = (await found(element, '[part=code]')).getBoundingClientRect()
    expect(height).to.be.closeTo(width, 0.5)
    ;(await found(element, '.under [part=copy]')).click()
    await found(element, '.under .done')
    expect(clipboard).to.deep.equal([qr])
  })

  it('sees the ring in its square, once it is scanned: nothing below it moves', async () => {
    const element = await asks({ type: 'scan', qr: UPI })
    await found(element, CODE)
    const square = await found(element, '[part=code]')
    const before = square.getBoundingClientRect()
    const slot = (await found(element, '[part=slot]')).getBoundingClientRect().top
    for (const status of ['processing', 'succeeded'] as const) {
      await update(element.order, status)
      await shows(element, status)
      expect(await found(element, '[part=code] [part=ring]')).not.to.equal(null)
      expect(element.shadowRoot?.querySelectorAll('[part=ring]')).to.have.length(1)
      expect(square.getBoundingClientRect()).to.deep.equal(before)
      expect((await found(element, '[part=slot]')).getBoundingClientRect().top).to.equal(slot)
    }
    expect(element.shadowRoot?.querySelector(CODE)).to.equal(null)
  })

  it('sees no square of another order', async () => {
    const element = await asks({ type: 'scan', qr: UPI })
    await found(element, CODE)
    const other = await asks({ type: 'approve_on_phone' })
    Object.assign(element, { order: other.order, token: other.token })
    while (element.snapshot?.id !== other.order) {
      await new Promise((resolve) => {
        element.addEventListener('payment-status-change', resolve, { once: true })
      })
    }
    await element.updateComplete
    expect(element.shadowRoot?.querySelector('[part=code]')).to.equal(null)
  })
})

describe('while what draws a code is on its way', () => {
  it('the same square is kept, and holds the text to copy if it never comes', async () => {
    const shadow = stage.appendChild(document.createElement('div')).attachShadow({ mode: 'open' })
    adoptStyles(shadow, 'later', later.styles)
    let extras: Extras
    let fail = (): void => {}
    const drawn = new Promise<void>((resolve) => {
      const update = (): void => {
        draw()
        resolve()
      }
      extras = new Extras(update, (onFailure) => new Promise(() => (fail = onFailure)))
    })
    const words = merged(en, later.words)
    const view = { code: UPI } as View
    const kit = { html, words } as Partial<Kit> as Kit
    const draw = () => render(extras.square(view, kit), shadow)
    draw()
    const square = shadow.querySelector('[part=code]')
    const before = square?.getBoundingClientRect()
    expect(before?.height).to.be.above(200)
    expect(shadow.querySelector('[role=img]:not([hidden])')).to.equal(null)

    fail()
    await drawn
    expect(shadow.querySelector('.says:not([hidden])')?.textContent).to.equal(UPI)
    expect(square?.getBoundingClientRect()).to.deep.equal(before)
  })
})

describe('who must pay to an account', () => {
  const account = {
    type: 'pay_to',
    payTo: '8077081234567890',
    hint: 'BCA Virtual Account',
  } as const
  const rupiah = { amount: 1_234_567_800, currency: 'IDR' }

  it('reads it in groups, and copies it without them', async () => {
    const element = await asks(account, { order: rupiah })
    expect((await found(element, '[part=account]')).textContent).to.equal('8077 0812 3456 7890')
    expect((await found(element, '.payto small')).textContent).to.equal('BCA Virtual Account')
    const [copyAccount, copyAmount] = await all(element, '.payto [part=copy]', 2)
    copyAccount?.click()
    await found(element, '.line:first-child .done')
    copyAmount?.click()
    await found(element, '.line:last-child .done')
    expect(clipboard).to.deep.equal(['8077081234567890', '12345678'])
  })

  for (const [currency, lang, amount, shown, copied] of [
    ['IDR', 'id', 1_234_567_800, '12.345.678', '12345678'],
    ['IDR', 'en', 1_234_567_800, '12,345,678', '12345678'],
    ['EUR', 'de', 124_950, '1.249,50', '1249,50'],
    ['EUR', 'en', 124_950, '1,249.50', '1249.50'],
    ['KWD', 'en', 1_500, '1.500', '1.500'],
    ['JPY', 'ja', 5_000, '5,000', '5000'],
    ['INR', 'hi', 12_345_600, '1,23,456', '123456'],
  ] as const) {
    it(`types ${currency} ${amount / 100} as ${copied}, on a page in ${lang}`, async () => {
      stage.lang = lang
      const element = await asks(account, { order: { amount, currency } })
      expect((await found(element, '[part=exact]')).textContent).to.equal(shown)
      const [, copyAmount] = await all(element, '.payto [part=copy]', 2)
      copyAmount?.click()
      await found(element, '.line:last-child .done')
      expect(clipboard).to.deep.equal([copied])
    })
  }

  for (const [payTo, shown, copied] of [
    ['DE89370400440532013000', 'DE89 3704 0044 0532 0130 00', 'DE89370400440532013000'],
    ['DE89 3704 0044 0532 0130 00', 'DE89 3704 0044 0532 0130 00', 'DE89370400440532013000'],
    ['522522', '522522', '522522'],
    ['shop@okbank', 'shop@okbank', 'shop@okbank'],
    [
      'Paybill 522522, account 1205',
      'Paybill 522522, account 1205',
      'Paybill 522522, account 1205',
    ],
    ['12-34-56 12345678', '12-34-56 12345678', '12-34-56 12345678'],
    ['حساب 1205', 'حساب 1205', 'حساب 1205'],
  ] as const) {
    it(`reads ${payTo} as ${shown}`, async () => {
      const element = await asks({ type: 'pay_to', payTo })
      expect((await found(element, '[part=account]')).textContent).to.equal(shown)
      ;(await found(element, '.payto [part=copy]')).click()
      await found(element, '.line:first-child .done')
      expect(clipboard).to.deep.equal([copied])
    })
  }

  it('reads digits from left to right on a page that runs the other way', async () => {
    stage.dir = 'rtl'
    const element = await asks(account, { order: rupiah })
    const text = await found(element, '[part=account]')
    const node = text.firstChild
    if (!node) throw new Error('There is no account.')
    const left = (from: number) => {
      const range = document.createRange()
      range.setStart(node, from)
      range.setEnd(node, from + 4)
      return range.getBoundingClientRect().left
    }
    expect(left(0)).to.be.below(left(5))
    expect(left(5)).to.be.below(left(15))
  })

  it('sees its room stay once it is paid, and nobody reads the account any more', async () => {
    const element = await asks(account, { order: rupiah })
    const row = await found(element, '.payto')
    const { height } = row.getBoundingClientRect()
    await update(element.order, 'processing')
    await shows(element, 'processing')
    expect(getComputedStyle(row).visibility).to.equal('hidden')
    expect(row.getBoundingClientRect().height).to.equal(height)
  })
})

describe('who copies', () => {
  async function copied(): Promise<{ element: PaymentStatusElement; button: HTMLElement }> {
    const element = await asks({ type: 'approve_on_phone' })
    const button = await found(element, '.facts [part=copy], dl [part=copy]')
    return { element, button }
  }

  it('finds a target of 44 px at the reference, with a name', async () => {
    const { element, button } = await copied()
    const { width, height } = button.getBoundingClientRect()
    expect(Math.min(width, height)).to.be.at.least(44)
    expect(button.getAttribute('aria-label')).to.equal('Copy: Reference')
    button.click()
    await found(element, 'dl .done')
    expect(clipboard).to.deep.equal([element.order])
  })

  it('is told once that it is done, and it is over after 2 s', async () => {
    const { element, button } = await copied()
    const region = await found(element, '[part=stub] [role=status], .foot [role=status]')
    const said: string[] = []
    new MutationObserver(() => said.push(region.textContent)).observe(region, { childList: true })
    const timers: [() => void, number][] = []
    pretend(window, 'setTimeout', (run: () => void, ms: number) => timers.push([run, ms]))

    button.click()
    await found(element, 'dl .done')
    expect(button.getAttribute('aria-label')).to.equal('Copy: Reference')
    const [[over, ms] = [() => {}, 0]] = timers
    expect(ms).to.equal(2_000)
    over()
    await element.updateComplete
    expect(element.shadowRoot?.querySelector('.done')).to.equal(null)
    expect(said.filter(Boolean)).to.deep.equal(['Copied'])
  })

  for (const [why, value] of [
    ['without https', undefined],
    ['in a frame that may not', { writeText: () => Promise.reject(new DOMException('no')) }],
  ] as const) {
    it(`copies by selection ${why}, and the focus stays`, async () => {
      const { element, button } = await copied()
      pretend(navigator, 'clipboard', value)
      const selected: unknown[] = []
      pretend(document, 'execCommand', (name: string) => {
        const field = element.shadowRoot?.activeElement
        if (field instanceof HTMLTextAreaElement) {
          const { selectionStart, selectionEnd } = field
          selected.push(name, field.value.slice(selectionStart, selectionEnd))
        }
        return true
      })
      button.focus()
      button.click()
      await found(element, 'dl .done')
      expect(selected).to.deep.equal(['copy', element.order])
      expect(element.shadowRoot?.activeElement).to.equal(button)
      expect(element.shadowRoot?.querySelector('textarea')).to.equal(null)
    })
  }

  it('has it selected, where the browser lets nobody copy', async () => {
    const { element, button } = await copied()
    pretend(navigator, 'clipboard', undefined)
    let selected: Node | null = null
    pretend(document, 'execCommand', () => false)
    pretend(Selection.prototype, 'selectAllChildren', (node: Node) => (selected = node))
    button.click()
    await Promise.resolve()
    await element.updateComplete
    expect(selected).to.equal(await found(element, '[part=reference]'))
    expect(element.shadowRoot?.querySelector('.done')).to.equal(null)
  })
})

describe('who has paid', () => {
  const paid = async (): Promise<PaymentStatusElement> => {
    const element = await asks({ type: 'approve_on_phone' })
    await update(element.order, 'succeeded', { receipt: 'NLJ7RT61SV' })
    await shows(element, 'succeeded')
    return element
  }

  it('can print a receipt, of each order on the page', async () => {
    let printed = 0
    pretend(window, 'print', () => printed++)
    for (const element of [await paid(), await paid()]) {
      const button = await found(element, '[part=print]:not([hidden])')
      expect(button.textContent).to.equal('Print a receipt')
      expect(button.getBoundingClientRect().height).to.be.at.least(44)
      button.click()
    }
    expect(printed).to.equal(2)
  })

  it('can copy the receipt', async () => {
    const element = await paid()
    const [, copy] = await all(element, 'dl [part=copy]', 2)
    copy?.click()
    await found(element, 'dl .done')
    expect(clipboard).to.deep.equal(['NLJ7RT61SV'])
  })

  it('is offered no receipt before, and none where nothing can print', async () => {
    const element = await asks({ type: 'approve_on_phone' })
    expect((await found(element, '[part=print]')).hidden).to.equal(true)
    pretend(window, 'print', undefined)
    expect((await found(await paid(), '[part=print]')).hidden).to.equal(true)
  })
})

/** Once there are so many of them. */
async function all(element: Element, selector: string, count: number): Promise<HTMLElement[]> {
  await found(element, selector)
  const list = [...(element.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [])]
  expect(list).to.have.length(count)
  return list
}
