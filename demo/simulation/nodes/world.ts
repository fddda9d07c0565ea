/**
 * One run: two or three nodes on one store, pages that a balancer moves between them, and a while in which things go
 * wrong; then all is well, but for a bus that may lose words for ever, and it is looked at whether everybody finds the
 * truth. All of it follows from the seed.
 */

import type { Snapshot } from '../../../relay/protocol.ts'
import { Clock } from '../clock.ts'
import type { Client } from '../client.ts'
import type { Page } from '../page.ts'
import type { Place } from '../place.ts'
import { Random } from '../random.ts'
import { Shopper, type Habits } from '../shopper.ts'
import { FINE } from '../weather.ts'
import { Cluster } from './cluster.ts'
import { FAULTS, type Fragile } from './faults.ts'
import type { Machines } from './machine.ts'
import type { Node } from './node.ts'
import { ordered } from './ordered.ts'
import { PROMISES, SaidAlike, type Promised, type Violation } from './promises.ts'
import { gistOf, Receiver } from './receiver.ts'

/** After all is well, every page is right so soon: a heartbeat, the patience with what is half dead, and the ways. In ms. */
const BOUND = 42_000

/** And the merchant's backend has heard of it: a lease runs out, and what failed is tried again. In ms. */
const HEARD = 75_000

const ORDERS = ['ORD-0', 'ORD-1'] as const
const CUSTOMER = '42'

/** So much is paid each time; an order asks for ten of it. */
const PAID = 100

/** How long everything goes wrong, and the time between two faults, in ms. */
const CHAOS = [1_500, 6_500] as const
const PEACE = [20, 900] as const

/** Clocks that agree, as far as those of machines do, and such that do not. In ms. */
const CLOSE = 2_000
const APART = 180_000

/** After it was not taken, the merchant says it again, in ms. */
const AGAIN = [100, 3_000] as const

/** By then, nodes that were cut off hear the others again; so soon, all pages hear of a change then. In ms. */
const RECONNECTED = 11_000
const NEWS = 1_500

/** So long the nodes may take to answer, when all is well, in ms. */
const ANSWERED = 10_000

/** What became of a run. */
export interface Outcome {
  violation: Violation | undefined
  /** The longest that a page took to the truth after all was well, in ms. */
  slowest: number
  trace: readonly string[]
}

interface Looking {
  /** Whether the story is told. */
  isTraced: boolean
  /** These promises, and no others. */
  only: readonly Promised[]
}

const EVERY_PROMISE = Object.keys(PROMISES) as Promised[]

export async function run(
  client: Client,
  machines: Machines,
  seed: number,
  { isTraced = false, only = EVERY_PROMISE }: Partial<Looking> = {},
): Promise<Outcome> {
  const world = new World(client, machines, seed, { isTraced, only })
  await world.live()
  return world
}

class World implements Place, Fragile, Outcome {
  readonly clock = new Clock()
  readonly random: Random
  readonly channels: Place['channels'] = new Map()
  readonly orders = ORDERS
  readonly server: Cluster
  readonly trace: string[] = []
  readonly said = new SaidAlike((what) => this.fail('same', what))
  readonly #receiver = new Receiver(this, (what) => this.fail('inOrder', what))
  readonly #client: Client
  readonly #looking: Looking
  readonly #habits: Habits
  /** Of each order: how often it was paid, and that was answered. */
  readonly #paid = new Map<string, number>()
  /** What the merchant has said, and was not answered. */
  #unanswered = 0
  #words = 0
  #names = 0
  #isWell = false
  shoppers: Shopper[] = []
  violation: Violation | undefined
  slowest = 0

  constructor(client: Client, machines: Machines, seed: number, looking: Looking) {
    this.random = new Random(seed)
    this.#client = client
    this.#looking = looking
    const { random } = this
    this.server = new Cluster(this, machines, random.pick([2, 2, 3]), this.#receiver)
    this.#habits = {
      orders: random.pick([['ORD-0'], ['ORD-0', 'ORD-1']]),
      customer: CUSTOMER,
      transport: 'auto',
      isBackground: false,
      ttl: 86_400,
      canAsk: false,
      hasToken: true,
    }
  }

  get nodes(): readonly Node[] {
    return this.server.nodes
  }

  readonly relaySays = (text: string): void => this.said.hear(text)

  readonly note = (who: string, what: string): void => {
    if (!this.#looking.isTraced) return
    const at = (this.clock.now / 1000).toFixed(3).padStart(9)
    this.trace.push(`${at} s  ${who.padEnd(7)} ${what}`)
  }

  readonly fail = (promise: Promised, what: string): void => {
    if (!this.#looking.only.includes(promise)) return
    this.violation ??= { promise, what }
    this.note('!', `${PROMISES[promise]}: ${what}`)
  }

  readonly later = ([least, most]: readonly [number, number], act: () => void): void => {
    this.clock.after(this.random.between(least, most), () => this.#isWell || act())
  }

  async live(): Promise<void> {
    await this.#begin()
    await this.#goWrong()
    this.#heal()
    await this.#converge()
    await this.#beHeard()
    await this.#hearNews()
    await this.#agree()
    for (const shopper of this.shoppers) shopper.end()
    for (const node of this.nodes) node.kill()
  }

  readonly say = (order: string): void => {
    const word = ++this.#words
    const isPaid = this.random.chance(0.7)
    const status = isPaid ? 'succeeded' : this.random.pick(['processing', 'failed'] as const)
    this.#unanswered++

    const tell = async (): Promise<void> => {
      if (!this.server.isUp) return void this.clock.after(this.random.between(...AGAIN), tell)
      const node = this.server.any()
      this.note('shop', `tells ${node.name}: ${order} ${status} p${word}`)
      try {
        await node.update(order, { status, payment: `p${word}`, amount: PAID })
      } catch (error) {
        this.note('shop', `was not answered: ${error}`)
        return void this.clock.after(this.random.between(...AGAIN), tell)
      }
      this.note('shop', `was answered: p${word}`)
      this.#unanswered--
      if (isPaid) this.#paid.set(order, (this.#paid.get(order) ?? 0) + 1)
    }
    void tell()
  }

  readonly start = (node: Node): void => {
    if (node.isUp) return
    this.note(node.name, 'starts')
    node.start()
  }

  readonly kill = (node: Node): void => {
    if (!node.isUp) return
    this.note(node.name, 'is killed')
    node.kill()
  }

  readonly renewEpoch = (node: Node): void => {
    const { store } = node
    // The others hear nothing of it.
    store?.renewEpoch(store.epoch).catch(() => {})
  }

  readonly reload = async (shopper: Shopper): Promise<void> => {
    const stored = this.random.chance(0.5) ? shopper.page.stored : new Map<string, string>()
    shopper.page.leave()
    this.shoppers = this.shoppers.filter((each) => each !== shopper)
    await this.#visit(shopper.habits, stored)
  }

  async #begin(): Promise<void> {
    const { random, nodes } = this
    const { exchange } = this.server
    if (random.chance(0.6)) {
      exchange.losing = random.pick([0.1, 0.33, 1])
      exchange.repeating = random.pick([0, 0.3])
      exchange.late = random.pick([0, 0.3])
    }
    const apart = random.chance(0.7) ? CLOSE : APART
    this.#receiver.isStrict = apart === CLOSE
    for (const node of nodes) {
      node.ahead = random.between(-apart, apart)
      this.start(node)
    }
    for (const order of this.orders) await this.#register(order)
    for (let pages = random.pick([1, 1, 1, 2]); pages > 0; pages--) {
      const transport = random.chance(0.4) ? 'polling' : 'auto'
      await this.#visit({ ...this.#habits, transport })
    }
  }

  async #register(order: string): Promise<void> {
    const expiresIn = this.random.between(10, 60)
    const isShort = this.random.chance(0.3)
    const registered = this.server.any().register(order, {
      amount: 10 * PAID,
      currency: 'EUR',
      customers: [CUSTOMER],
      ...(isShort && { expiresIn }),
    })
    await this.#passing(registered)
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
    this.note('*', 'all is well')
    this.#receiver.failing = this.#receiver.slow = 0
    for (const node of this.nodes) {
      if (node.isDraining) this.kill(node)
      node.isCutFromStore = false
      node.reachOthers()
      this.start(node)
    }
    for (const { page } of this.shoppers) page.weather = FINE
  }

  async #converge(): Promise<void> {
    const since = this.clock.now
    for (;;) {
      await this.#until(this.clock.now + 500)
      if (this.violation) return
      const asked = Math.max(since, ...this.shoppers.map(({ watch }) => watch.toldUntil))
      const wrong = (await this.#wrong()) ?? this.#isUnanswered()
      if (!wrong) return
      this.slowest = Math.max(this.slowest, this.clock.now - since)
      if (this.clock.now >= asked + BOUND) return this.fail('converges', wrong)
    }
  }

  #isUnanswered(): string | undefined {
    return this.#unanswered > 0 ? `${this.#unanswered} words were not answered` : undefined
  }

  /** Nothing is lost, nothing counts twice, and the merchant's backend knows all of it. */
  async #beHeard(): Promise<void> {
    const since = this.clock.now
    for (const order of this.orders) {
      if (this.violation) return
      const { amountReceived } = await this.server.truth(order)
      const paid = PAID * (this.#paid.get(order) ?? 0)
      if (amountReceived !== paid) this.fail('kept', `${order}: ${amountReceived}, not ${paid}`)
    }
    // What a dead node had in hand is taken over half a minute later: that is waited for now and then.
    if (this.random.chance(0.6)) return
    const patience = HEARD + (this.#receiver.isStrict ? 0 : 2 * APART)
    while (!this.violation) {
      const unheard = await this.#unheard()
      if (!unheard) return
      if (this.clock.now >= since + patience) return this.fail('told', unheard)
      await this.#until(this.clock.now + 1_000)
    }
  }

  async #unheard(): Promise<string | undefined> {
    for (const order of this.orders) {
      const said = gistOf(await this.server.truth(order))
      const heard = this.#receiver.knows(order)
      if (heard !== said) return `${order}: it has heard ${heard}, true is ${said}`
    }
    return undefined
  }

  /** What comes when all is well is shown within a heartbeat, whatever the bus loses. */
  async #hearNews(): Promise<void> {
    if (this.violation) return
    const isPrompt = this.server.exchange.isSound && this.random.chance(0.3)
    if (isPrompt) await this.#until(this.clock.now + RECONNECTED)
    const listening = this.shoppers.filter(({ page }) => isListening(page))
    for (const order of this.orders) this.say(order)
    if (isPrompt) {
      await this.#until(this.clock.now + NEWS)
      const late = await this.#wrong(listening)
      if (late) this.fail('prompt', `news: ${late}`)
    }
    await this.#converge()
  }

  /** Within a heartbeat, whoever is asked says what is true. */
  async #agree(): Promise<void> {
    const since = this.clock.now
    while (!this.violation) {
      const wrong = await this.#disagreement()
      if (!wrong) return
      if (this.clock.now >= since + BOUND) return this.fail('agreed', wrong)
      await this.#until(this.clock.now + 1_000)
    }
  }

  async #disagreement(): Promise<string | undefined> {
    for (const order of this.orders) {
      for (const node of this.nodes) {
        const answer = await this.#passing(node.order(order))
        const truth = await this.server.truth(order)
        if (answer && nameOf(answer) === nameOf(truth)) continue
        return `${node.name}: ${order} is ${answer && nameOf(answer)}, true is ${nameOf(truth)}`
      }
    }
    return undefined
  }

  /** What a page shows other than what is true. */
  async #wrong(shoppers = this.shoppers): Promise<string | undefined> {
    for (const { page, followed } of shoppers) {
      for (const { order, shown } of followed) {
        const truth = await this.server.truth(order)
        const { snapshot } = shown
        if (snapshot && nameOf(snapshot) === nameOf(truth)) continue
        const said = snapshot ? nameOf(snapshot) : 'nothing'
        return `${page.name} shows ${said} of ${order}, true is ${nameOf(truth)}`
      }
    }
    return undefined
  }

  #until(time: number): Promise<void> {
    return this.clock.runUntil(time, () => this.violation !== undefined)
  }

  /** Lets time pass until it is answered. */
  async #passing<T>(answer: Promise<T>): Promise<T> {
    let isSettled = false
    const settle = () => (isSettled = true)
    answer.then(settle, settle)
    await this.clock.runUntil(this.clock.now + ANSWERED, () => isSettled)
    return isSettled ? answer : Promise.reject(new Error('Nobody answers.'))
  }

  async #visit(habits: Habits, stored?: Map<string, string>): Promise<void> {
    const name = `page-${++this.#names}`
    const { fail, said } = this
    const visit = { name, place: this, client: this.#client, said, fail, ...(stored && { stored }) }
    const shop = {
      failing: 0,
      token: (grant: { orders: string[] }, ttl: number) => this.server.token(grant, ttl),
    }
    const shopper = new Shopper(visit, habits, shop)
    const { page, watch } = shopper
    page.observer = ordered(watch, (what) => fail('ordered', `${name}: ${what}`))
    this.shoppers.push(shopper)
    this.note(name, `opens for ${JSON.stringify(habits)}`)
    await shopper.begin()
  }
}

/** Whether somebody tells it what changes now, and it can hear that. */
const isListening = ({ posts, wires }: Page): boolean =>
  posts.size > 0 ||
  [...wires].some(({ down, page, process }) => {
    return page.readyState === page.OPEN && !down.isDead && process?.isAlive
  })

const nameOf = ({ epoch, version, status }: Pick<Snapshot, 'epoch' | 'version' | 'status'>) =>
  `${epoch}.${version} ${status}`
