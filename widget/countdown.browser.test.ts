/// <reference types="mocha" />

// oxlint-disable import/no-unassigned-import -- It is here for what it does to the page.

import { expect } from 'chai'
import type { Snapshot } from '../relay/protocol.ts'
import './index.ts'
import type { PaymentStatusElement } from './payment-status.ts'

const DAY = 86_400_000

/** The relay's clock when a test begins. Nobody's watch need agree with it. */
const START = Date.parse('2026-11-21T08:00:00Z')

/** The page's clocks: time passes when a test says so, and the one that people can set is set by it. */
class Clock {
  /** As `performance.now()`. */
  at = performance.now()
  #begun = this.at
  /** How far the page's `Date` is off, in ms. */
  off = 0
  readonly #timers = new Map<number, { at: number; run: () => void }>()
  #last = 1_000_000

  /** It only ever goes on: what earlier tests left behind believes in it. */
  begin(): void {
    this.#begun = this.at
    this.off = 0
  }

  get relayNow(): number {
    return START + this.at - this.#begun
  }

  /** How many timers were set. */
  sets = 0

  readonly set = (run: (...given: unknown[]) => void, ms = 0, ...given: unknown[]): number => {
    this.sets++
    this.#timers.set(++this.#last, { at: this.at + ms, run: () => run(...given) })
    return this.#last
  }

  readonly clear = (timer: number): void => void this.#timers.delete(timer)

  /** So many seconds pass, each with all that is due in it. */
  async pass(seconds: number): Promise<void> {
    const end = this.at + seconds * 1_000
    for (;;) {
      const due = [...this.#timers].sort(([, a], [, b]) => a.at - b.at)[0]
      if (!due || due[1].at > end) break
      this.#timers.delete(due[0])
      this.at = Math.max(this.at, due[1].at)
      due[1].run()
      await settled()
    }
    this.at = end
    await settled()
  }
}

/** All that was begun has been done, drawing too. */
const settled = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => resolve()
    port2.postMessage(undefined)
  })

const clock = new Clock()

/**
 * What is drawn, once it is as `wanted`. A browser says in one picture or another what is near, and a busy one draws few;
 * the clock stands still meanwhile.
 */
async function drawn(read: () => string, wanted: string): Promise<string> {
  while (read() !== wanted) await isNear(document.body)
  return read()
}

/** A relay that has one order, and knows what time it is. */
class Relay extends EventTarget {
  static order: Snapshot
  static open: Relay | undefined
  static said: { type: string; orders?: unknown }[] = []

  readonly OPEN = 1
  readyState = 0
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null

  constructor() {
    super()
    queueMicrotask(() => {
      this.readyState = 1
      Relay.open = this
      this.onopen?.()
      this.dispatchEvent(new Event('open'))
      this.tell({ type: 'connected', connection: 'c-1', heartbeat: 25_000 })
      this.#beat()
    })
  }

  send(text: string): void {
    const frame = JSON.parse(text)
    Relay.said.push(frame)
    if (frame.type === 'subscribe') this.tell({ type: 'subscribed', orders: [Relay.order] })
    if (frame.type === 'ping') this.tell({ type: 'pong' })
  }

  close(): void {
    this.readyState = 3
  }

  #beat(): void {
    clock.set(() => {
      if (this.readyState !== 1) return
      const { id, epoch, version } = Relay.order
      this.tell({ type: 'heartbeat', epoch, versions: { [id]: version } })
      this.#beat()
    }, 25_000)
  }

  tell(frame: object): void {
    const now = new Date(clock.relayNow).toISOString()
    queueMicrotask(() => this.onmessage?.({ data: JSON.stringify({ ...frame, now }) }))
  }
}

/** All that is changed in an element from now on. */
function changesIn({ shadowRoot }: PaymentStatusElement): () => MutationRecord[] {
  const seen: MutationRecord[] = []
  const observer = new MutationObserver((records) => seen.push(...records))
  const all = { attributes: true, characterData: true, childList: true, subtree: true }
  if (shadowRoot) observer.observe(shadowRoot, all)
  undo.push(() => observer.disconnect())
  return () => seen
}

/** Once the browser has said whether it is near, to the element before us. */
const isNear = (element: Element): Promise<boolean> =>
  new Promise((resolve) => {
    const observer = new IntersectionObserver(
      ([entry]) => {
        observer.disconnect()
        resolve(entry?.isIntersecting === true)
      },
      { rootMargin: '100%' },
    )
    observer.observe(element)
  })

let undo: (() => void)[]
let orders = 0

function pretend(target: object, name: string, value: unknown): void {
  const own = Object.getOwnPropertyDescriptor(target, name)
  Object.defineProperty(target, name, { value, configurable: true, writable: true })
  undo.push(() => {
    Reflect.deleteProperty(target, name)
    if (own) Object.defineProperty(target, name, own)
  })
}

/** An element that shows an order whose time is over in so many seconds. */
async function counting(seconds: number, change: Partial<Snapshot> = {}): Promise<Counting> {
  const at = new Date(START).toISOString()
  Relay.order = {
    id: `END-${++orders}`,
    epoch: 'k3f9',
    version: 1,
    status: 'requires_action',
    flow: 'payment',
    registered: true,
    test: false,
    amount: 24_900,
    currency: 'INR',
    amountReceived: 0,
    amountRefunded: 0,
    overpaid: false,
    safeToRetry: false,
    action: { type: 'approve_in_app', hint: 'PhonePe', url: 'upi://pay?pa=chai@okbank' },
    expiresAt: new Date(START + seconds * 1_000).toISOString(),
    history: [{ status: 'requires_action', at }],
    createdAt: at,
    updatedAt: at,
    ...change,
  }
  return place()
}

interface Counting {
  element: PaymentStatusElement
  /** What the clock on the page says. */
  left(): string
  /** All that screen readers were told since then. */
  said: string[]
}

async function place(): Promise<Counting> {
  const element = document.createElement('payment-status')
  Object.assign(element, {
    relay: `https://relay-${orders}.example/`,
    order: Relay.order.id,
    token: 't',
  })
  document.body.append(element)
  undo.push(() => element.remove())
  const text = (selector: string) => {
    const found = element.shadowRoot?.querySelector<HTMLElement>(selector)
    return found && !found.hidden ? found.textContent.replace(/[\u2066-\u2069]/g, '') : ''
  }
  // What draws the clock comes behind the first request, in its own time.
  while (!text('[part=clock] b')) await settled()
  // Until the browser has said so, it may take for far what it has not laid out yet.
  await isNear(element)
  const said: string[] = []
  for (const region of element.shadowRoot?.querySelectorAll('[role=status], [role=alert]') ?? []) {
    const hear = () => region.textContent && said.push(region.textContent)
    new MutationObserver(hear).observe(region, {
      childList: true,
      characterData: true,
      subtree: true,
    })
  }
  return { element, said, left: () => text('[part=clock] b') }
}

beforeEach(() => {
  undo = []
  clock.begin()
  Relay.said = []
  const { now } = Date
  pretend(window, 'WebSocket', Relay)
  pretend(window, 'setTimeout', clock.set)
  pretend(window, 'clearTimeout', clock.clear)
  pretend(performance, 'now', () => clock.at)
  pretend(Date, 'now', () => now() + clock.off)
})

afterEach(() => {
  for (const each of undo.reverse()) each()
})

describe('the time left', () => {
  for (const off of [0, DAY, -DAY]) {
    it(`is right on a device whose clock is ${off / DAY} days ahead`, async () => {
      clock.off = off
      const { left } = await counting(65)
      expect(await drawn(left, '1:05')).to.equal('1:05')
      await clock.pass(10)
      expect(await drawn(left, '0:55')).to.equal('0:55')
    })
  }

  it('stays right when somebody sets the clock of the device', async () => {
    const { left } = await counting(200)
    await clock.pass(20)
    expect(await drawn(left, '3:00')).to.equal('3:00')
    for (const jump of [DAY, -2 * DAY, 3_600_000]) {
      clock.off += jump
      await clock.pass(20)
    }
    expect(await drawn(left, '2:00')).to.equal('2:00')
  })

  it('does not begin anew when the page is loaded again', async () => {
    const { element, left } = await counting(200)
    await clock.pass(50)
    expect(await drawn(left, '2:30')).to.equal('2:30')
    element.remove()
    await clock.pass(5)
    const again = await place()
    expect(again.left()).to.equal('2:25')
  })

  it('is said at 3 minutes, 1 minute and 30 seconds, each once', async () => {
    const { said, left } = await counting(200)
    await clock.pass(199)
    expect(await drawn(left, '0:01')).to.equal('0:01')
    expect(said.map((text) => text.replace(/[\u2066-\u2069]/g, ''))).to.deep.equal([
      '3 minutes left',
      '1 minute left',
      '30 seconds left',
    ])
  })

  it('asks once when it is over, and says that it is checking', async () => {
    const { element, left } = await counting(65)
    const asks = () => Relay.said.filter(({ type }) => type === 'ask')
    await clock.pass(64)
    expect(asks()).to.deep.equal([])
    await clock.pass(2)
    expect(asks()).to.deep.equal([{ type: 'ask', orders: [element.order] }])
    expect(await drawn(left, '')).to.equal('')
    expect(element.shadowRoot?.querySelector('[part=title]')?.textContent).to.equal(
      'Checking your payment',
    )
    await clock.pass(60)
    expect(asks()).to.have.length(1)
  })
})

describe('what the time left costs a page', () => {
  it('is a digit each second, and a part of the ring', async () => {
    const action = { type: 'approve_on_phone', hint: '07•• ••• 678' } as const
    const { element, left } = await counting(600, { action })
    await clock.pass(16)
    expect(await drawn(left, '9:44')).to.equal('9:44')
    const changes = changesIn(element)
    await clock.pass(100)
    expect(await drawn(left, '8:04')).to.equal('8:04')
    const [texts, others] = [true, false].map((isText) =>
      changes().filter(({ target }) => isText === target instanceof Text),
    )
    expect(texts).to.have.length(100)
    // Each half percent of 600 s: less than a pixel.
    expect(others?.length).to.be.within(30, 35)
    for (const { target, attributeName } of others ?? []) {
      expect([target.nodeName, attributeName]).to.deep.equal(['path', 'stroke-dasharray'])
    }
  })

  it('is one timer each second, however many elements there are', async () => {
    await counting(600)
    await clock.pass(16)
    const before = clock.sets
    await clock.pass(50)
    const ofOne = clock.sets - before
    for (let more = 0; more < 9; more++) await place()
    await clock.pass(2)
    const again = clock.sets
    await clock.pass(50)
    expect(clock.sets - again).to.equal(ofOne)
  })

  it('is nothing for who is far from what one sees, and right once it comes near', async () => {
    const { element, left } = await counting(600)
    const space = document.createElement('div')
    space.style.height = '9000px'
    element.before(space)
    undo.push(() => space.remove())
    expect(await isNear(element)).to.equal(false)
    await clock.pass(16)
    const changes = changesIn(element)
    await clock.pass(30)
    expect(changes()).to.deep.equal([])
    space.remove()
    expect(await drawn(left, '9:14')).to.equal('9:14')
    expect(await isNear(element)).to.equal(true)
  })

  it('leaves nothing behind where a longer time is what was drawn last', async () => {
    const { left } = await counting(100)
    await clock.pass(20)
    expect(await drawn(left, '1:20')).to.equal('1:20')
    // Drawn last after 15 s.
    const expiresAt = new Date(clock.relayNow + 84_500).toISOString()
    Relay.order = { ...Relay.order, version: 2, expiresAt }
    Relay.open?.tell({ type: 'update', order: Relay.order })
    await settled()
    expect(await drawn(left, '1:24')).to.equal('1:24')
  })
})
