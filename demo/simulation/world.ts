/**
 * One run: a relay, one to three pages, and minutes of things that go wrong; then all is well, and it is
 * looked at whether everybody finds the truth. All of it follows from the seed.
 */

import { Clock } from './clock.ts'
import type { Client } from './client.ts'
import { ABSENCES, FAULTS, type Fragile } from './faults.ts'
import { PROMISES, Said, type Promised, type Violation } from './invariants.ts'
import type { Place } from './place.ts'
import { Random } from './random.ts'
import { Server, type Word } from './server.ts'
import { Shopper, type Habits, type Shop } from './shopper.ts'
import { FINE } from './weather.ts'

/**
 * After the network is well, and what the relay asked for has passed, every page shows the truth so soon,
 * in ms: one and a half heartbeats, the patience with a probe, and the way there and back.
 */
const BOUND = 42_000

/** By then whatever was half dead has been noticed by the relay, and opened anew. In ms. */
const SETTLED = 65_000

/** So soon a page that is back, in ms. */
const BACK = 1_000

/** So much later one whose token has run out meanwhile, in ms. */
const ASKING = 1_000

/** A page notices that it slept for so long, and needs so long for that. In ms. */
const NOTICEABLE = 4_000
const NOTICING = 1_000

/** So soon a page that is live hears of a change, in ms; and so much later where that was lost on its way. */
const NEWS = 1_500
const HEARTBEAT = 25_000

const ORDERS = ['ORD-0', 'ORD-1'] as const
const CUSTOMER = '42'
const AMOUNT = 5_000

/** How long everything goes wrong, in ms. */
const CHAOS = [20_000, 100_000] as const

/** Between two faults, in ms. */
const PEACE = [200, 6_000] as const

/** What became of a run. */
export interface Outcome {
  violation: Violation | undefined
  /** The longest that a page took to the truth after all was well, in ms. */
  slowest: number
  /** What happened when, where it is told. */
  trace: readonly string[]
}

/** What is looked at. */
interface Looking {
  /** Whether the story is told. */
  isTraced: boolean
  /** These promises, and no others. */
  only: readonly Promised[]
}

const EVERY_PROMISE = Object.keys(PROMISES) as Promised[]

export async function run(
  client: Client,
  seed: number,
  { isTraced = false, only = EVERY_PROMISE }: Partial<Looking> = {},
): Promise<Outcome> {
  const world = new World(client, seed, { isTraced, only })
  await world.live()
  return world
}

class World implements Place, Fragile, Outcome {
  readonly clock = new Clock()
  readonly random: Random
  readonly channels: Place['channels'] = new Map()
  readonly server: Server
  readonly orders = ORDERS
  readonly shop: Shop = {
    failing: 0.3,
    token: (grant, ttl) => this.server.token(grant, ttl),
  }
  readonly trace: string[] = []
  readonly said = new Said()
  shoppers: Shopper[] = []
  violation: Violation | undefined
  slowest = 0
  readonly #client: Client
  readonly #isTraced: boolean
  readonly #only: readonly Promised[]
  #names = 0
  #isWell = false
  /** An old copy that could be put back, of this epoch. */
  #copy: { epoch: string; position: number } | undefined
  /** Since an old copy was put back, nobody has noticed. */
  #isOld: string | undefined

  constructor(client: Client, seed: number, { isTraced, only }: Looking) {
    this.random = new Random(seed)
    this.#client = client
    this.#isTraced = isTraced
    this.#only = only
    this.server = new Server(this)
  }

  readonly relaySays = (text: string): void => this.said.hear(text)

  readonly note = (who: string, what: string): void => {
    if (!this.#isTraced) return
    const at = (this.clock.now / 1000).toFixed(3).padStart(9)
    this.trace.push(`${at} s  ${who.padEnd(7)} ${what}`)
  }

  readonly fail = (promise: Promised, what: string): void => {
    if (!this.#only.includes(promise)) return
    this.violation ??= { promise, what }
    this.note('!', `${PROMISES[promise]}: ${what}`)
  }

  /** Some time later, while nothing is well yet. */
  readonly later = ([least, most]: readonly [number, number], run: () => void): void => {
    this.clock.after(this.random.between(least, most), () => this.#isWell || run())
  }

  async live(): Promise<void> {
    for (const order of this.orders) await this.#register(order)
    this.server.start()
    const pages = this.random.pick([1, 1, 2, 3])
    for (let page = 0; page < pages; page++) await this.#visit(this.#habits())
    await this.#goWrong()
    this.#heal()
    await this.#converge()
    await this.#hearNews()
    await this.#comeBack()
    await this.#end()
  }

  /** The merchant says so; while the relay is away, it is told later. */
  async change(order: string, status: Word['status']): Promise<void> {
    if (!this.server.isUp) return this.later([500, 5_000], () => void this.change(order, status))
    // Versions that pages have seen would be used a second time, for something else.
    if (this.#isOld === this.server.disk.store.epoch) return
    this.note('shop', `${order} is ${status}`)
    const payment = this.random.pick(['p1', 'p1', 'p2'])
    await this.server.update(order, { status, payment, amount: AMOUNT })
  }

  away(
    shopper: Shopper,
    leave: (shopper: Shopper) => void,
    comeBack: (shopper: Shopper) => void,
  ): void {
    leave(shopper)
    shopper.return = () => {
      shopper.return = undefined
      if (!shopper.page.isGone) comeBack(shopper)
    }
  }

  async reload(shopper: Shopper): Promise<void> {
    const stored = this.random.chance(0.5) ? shopper.page.stored : new Map<string, string>()
    shopper.page.leave()
    this.shoppers = this.shoppers.filter((each) => each !== shopper)
    await this.#visit(shopper.habits, stored)
  }

  crash(downFor: number): void {
    if (!this.server.isUp) return
    this.note('relay', 'crashes')
    this.server.crash()
    this.later([downFor, downFor], () => this.#start())
  }

  restart(): void {
    if (!this.server.isUp) return
    this.note('relay', 'drains')
    this.server.drain()
    this.later([50, 1_500], () => this.crash(this.random.between(50, 4_000)))
  }

  async wipe(): Promise<void> {
    if (!this.server.isUp) return
    this.crash(this.random.between(200, 5_000))
    this.note('relay', 'has lost its store')
    this.server.disk.wipe()
    this.#copy = undefined
    if (this.random.chance(0.5)) for (const order of this.orders) await this.#register(order)
  }

  async rollBack(): Promise<void> {
    const { disk } = this.server
    if (this.#copy?.epoch !== disk.store.epoch) {
      this.#copy = { epoch: disk.store.epoch, position: disk.position }
      this.note('relay', 'is copied')
    } else if (this.server.isUp) {
      this.crash(this.random.between(200, 5_000))
      this.note('relay', 'has an old copy of its store')
      await disk.restore(this.#copy.position)
      this.#isOld = disk.store.epoch
    }
  }

  async #goWrong(): Promise<void> {
    const end = this.clock.now + this.random.between(...CHAOS)
    const all = FAULTS.flatMap((fault) => Array<typeof fault>(fault.weight).fill(fault))
    for (;;) {
      const next = this.clock.now + this.random.between(...PEACE)
      await this.#until(Math.min(next, end))
      if (this.violation || this.clock.now >= end) return
      await this.random.pick(all).strike(this)
    }
  }

  #heal(): void {
    this.#isWell = true
    this.shop.failing = 0
    this.note('*', 'all is well')
    if (this.server.isDraining) this.server.crash()
    if (!this.server.isUp) this.#start()
    for (const shopper of this.shoppers) {
      const { page } = shopper
      page.weather = FINE
      if (!page.isOnline) page.goOnline()
      for (const { up, down } of page.wires) {
        // What is dead stays dead.
        if (Number.isFinite(down.losing)) up.losing = down.losing = 0
        up.doubling = down.doubling = 0
      }
      shopper.return?.()
    }
  }

  async #converge(): Promise<void> {
    const since = this.clock.now
    const told = () => Math.max(since, ...this.shoppers.map(({ watch }) => watch.toldUntil))
    /** An order may expire meanwhile: that is another truth, and takes its own time. */
    const rightAt = new Map<Shopper, number>()
    for (let isDone = false; !isDone && this.clock.now <= told() + BOUND;) {
      await this.#until(this.clock.now + 250)
      if (this.violation) return
      isDone = true
      for (const shopper of this.shoppers) {
        const asked = Math.max(since, shopper.watch.toldUntil, rightAt.get(shopper) ?? 0)
        const wrong = await this.#wrong(shopper)
        if (!wrong) rightAt.set(shopper, this.clock.now)
        if (wrong && this.clock.now >= asked + BOUND) this.fail('converges', wrong)
        if (wrong) this.slowest = Math.max(this.slowest, this.clock.now - asked)
        if (wrong) isDone = false
      }
    }
    // One that shows the truth may not know that it hears nothing.
    await this.#until(told() + SETTLED)
  }

  async #hearNews(): Promise<void> {
    for (const status of ['processing', 'succeeded', 'failed'] as const) {
      if (this.violation) return
      // Between two polls, where polls are cut short, nobody listens.
      const listening = this.shoppers.filter(
        ({ page }) => page.posts.size > 0 || page.wires.size > 0,
      )
      const isLost = this.random.chance(0.2)
      for (const { page } of isLost ? listening : []) {
        for (const { down } of page.wires) down.losing = 1
      }
      for (const order of this.orders) await this.change(order, status)
      await this.#until(this.clock.now + NEWS + (isLost ? HEARTBEAT : 0))
      await this.#expectTruth(isLost ? 'news that was lost' : 'news', listening)
      await this.#until(this.clock.now + this.random.between(0, 12_000))
    }
  }

  async #comeBack(): Promise<void> {
    const how = this.random.pick(['hidden', 'frozen', 'kept', 'locked', 'asleep'] as const)
    const [leave, comeBack] = ABSENCES[how]
    if (this.violation) return
    for (const shopper of this.shoppers) this.away(shopper, leave, comeBack)
    // Nobody tells of sleep: what is shorter, a page takes for a clock that goes wrong.
    const shortest = how === 'asleep' ? NOTICEABLE : 1_000
    const until = this.clock.now + this.random.between(shortest, 100_000)
    await this.#until(this.clock.now + this.random.between(0, 1_000))
    // Whatever stands between has forgotten them.
    const isForgotten = this.random.chance(0.5)
    if (isForgotten) for (const { page } of this.shoppers) for (const each of page.wires) each.die()
    for (const order of this.orders) await this.change(order, 'disputed')
    await this.#until(until)
    for (const shopper of this.shoppers) shopper.return?.()
    await this.#until(this.clock.now + BACK + (how === 'asleep' ? NOTICING : 0))
    // Others may need another token first.
    const ready = this.shoppers.filter(({ habits }) => !habits.canAsk)
    await this.#expectTruth(`back from ${how}`, ready)
    await this.#until(this.clock.now + ASKING)
    await this.#expectTruth(`back from ${how}`, this.shoppers)
  }

  async #expectTruth(when: string, shoppers: readonly Shopper[]): Promise<void> {
    for (const shopper of shoppers) {
      const wrong = await this.#wrong(shopper)
      if (wrong && shopper.watch.toldUntil < this.clock.now) {
        this.fail('prompt', `${when}: ${wrong}`)
      }
    }
  }

  async #end(): Promise<void> {
    if (this.violation) return
    for (const shopper of this.shoppers) shopper.end()
    // So long, a page keeps its socket for what it may follow next.
    await this.#until(this.clock.now + 6_000)
    for (const { watch } of this.shoppers) watch.ended()
    await this.#until(this.clock.now + 40_000)
  }

  /** What the page shows other than what is true. */
  async #wrong({ page, followed }: Shopper): Promise<string | undefined> {
    for (const { order, shown } of followed) {
      const truth = await this.server.truth(order)
      const { epoch, version, status } = shown.snapshot ?? {}
      if (epoch === truth.epoch && version === truth.version) continue
      const said = `${truth.epoch}.${truth.version} ${truth.status}`
      return `${page.name} shows ${order} ${epoch}.${version} ${status}, true is ${said}`
    }
    return undefined
  }

  #until(time: number): Promise<void> {
    return this.clock.runUntil(time, () => this.violation !== undefined)
  }

  #start(): void {
    if (this.server.isUp) return
    this.note('relay', 'starts')
    this.server.start()
  }

  #register(order: string): Promise<void> {
    const isShort = this.random.chance(0.3)
    const expiresIn = this.random.between(20_000, 200_000)
    const customer = CUSTOMER
    return this.server.register(order, { amount: AMOUNT, customer, ...(isShort && { expiresIn }) })
  }

  async #visit(habits: Habits, stored?: Map<string, string>): Promise<void> {
    const name = `page-${++this.#names}`
    const { fail, said } = this
    const visit = { name, place: this, client: this.#client, said, fail, ...(stored && { stored }) }
    const shopper = new Shopper(visit, habits, this.shop)
    shopper.page.isStorageForbidden = this.random.chance(0.1)
    shopper.page.isStill = this.random.chance(0.5)
    this.shoppers.push(shopper)
    this.note(name, `opens for ${JSON.stringify(habits)}`)
    await shopper.begin()
  }

  #habits(): Habits {
    const { random } = this
    const canAsk = random.chance(0.5)
    return {
      orders: random.pick([['ORD-0'], ['ORD-1'], ['ORD-0', 'ORD-1']]),
      customer: CUSTOMER,
      transport: random.chance(0.2) ? 'polling' : 'auto',
      isBackground: random.chance(0.1),
      ttl: canAsk ? random.between(5, 200) : 86_400,
      canAsk,
      hasToken: random.chance(0.6),
    }
  }
}
