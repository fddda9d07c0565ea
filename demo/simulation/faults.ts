/** What can go wrong, and what happens anyway. Each of it may happen at any time, and often does. */

import type { PaymentStatus } from '../../relay/protocol.ts'
import type { Clock } from './clock.ts'
import type { Random } from './random.ts'
import type { Shopper } from './shopper.ts'
import { NOISE, POLLS, SOCKETS } from './weather.ts'

/** The world, as far as something can go wrong in it. */
export interface Fragile {
  readonly clock: Clock
  readonly random: Random
  readonly orders: readonly string[]
  readonly shoppers: readonly Shopper[]
  note(who: string, what: string): void
  /** Some time later, in ms, while nothing is well yet. */
  later(within: readonly [least: number, most: number], run: () => void): void
  away(
    shopper: Shopper,
    leave: (shopper: Shopper) => void,
    comeBack: (shopper: Shopper) => void,
  ): void
  /** The merchant says so; while the relay is away, it is told later. */
  change(order: string, status: PaymentStatus): Promise<void>
  reload(shopper: Shopper): Promise<void>
  /** For so long, in ms. */
  crash(downFor: number): void
  restart(): void
  wipe(): Promise<void>
  rollBack(): Promise<void>
}

interface Fault {
  name: string
  /** How often, beside the others. */
  weight: number
  strike(world: Fragile): void | Promise<void>
}

/** In ms. */
const SHORT = [1_000, 12_000] as const
const LONG = [5_000, 100_000] as const
const DAY = 86_400_000

const ofPage = (
  name: string,
  weight: number,
  strike: (shopper: Shopper, world: Fragile) => void | Promise<void>,
): Fault => ({
  name,
  weight,
  strike(world) {
    const shopper = world.random.pick(world.shoppers)
    world.note(shopper.page.name, `* ${name}`)
    return strike(shopper, world)
  },
})

/** Leaves in one way, and comes back by the other some time later. */
const absence = (
  name: string,
  leave: (shopper: Shopper) => void,
  comeBack: (shopper: Shopper) => void,
): Fault =>
  ofPage(name, 2, (shopper, world) => {
    if (!shopper.page.isSeen) return
    world.away(shopper, leave, comeBack)
    world.later(LONG, () => shopper.return?.())
  })

/** How a page goes away, and comes back: seen by the page, but for a machine that sleeps. */
export const ABSENCES = {
  hidden: [({ page }: Shopper) => page.hide(), ({ page }: Shopper) => page.show()],
  frozen: [
    ({ page }: Shopper) => page.freeze(),
    ({ page }: Shopper) => {
      page.resume()
      page.show()
    },
  ],
  kept: [({ page }: Shopper) => page.keep(), ({ page }: Shopper) => page.comeBack()],
  locked: [
    ({ page }: Shopper) => {
      page.hide()
      page.sleep()
    },
    ({ page }: Shopper) => {
      page.wake()
      page.show()
    },
  ],
  asleep: [({ page }: Shopper) => page.sleep(), ({ page }: Shopper) => page.wake()],
} as const

const WORDS: readonly PaymentStatus[] = [
  'pending',
  'requires_action',
  'processing',
  'authorized',
  'succeeded',
  'failed',
  'canceled',
  'expired',
  'refunded',
  'disputed',
]

export const FAULTS: readonly Fault[] = [
  {
    name: 'the order changes',
    weight: 16,
    strike: (world) => world.change(world.random.pick(world.orders), world.random.pick(WORDS)),
  },

  ofPage('sockets fail', 3, ({ page }, { random, later }) => {
    page.weather = { ...page.weather, sockets: random.pick(SOCKETS) }
    later(LONG, () => (page.weather = { ...page.weather, sockets: 'carried' }))
  }),
  ofPage('polls fail', 3, ({ page }, { random, later }) => {
    page.weather = { ...page.weather, polls: random.pick(POLLS) }
    later(LONG, () => (page.weather = { ...page.weather, polls: 'carried' }))
  }),
  ofPage('nothing passes', 2, ({ page }, { random, later }) => {
    const before = page.weather
    page.weather = { ...before, sockets: random.pick(SOCKETS), polls: random.pick(POLLS) }
    for (const wire of page.wires) wire.die()
    later(LONG, () => (page.weather = before))
  }),
  ofPage('the network is slow', 2, ({ page }, { later }) => {
    const { latency } = page.weather
    page.weather = { ...page.weather, latency: [300, 4_000] }
    later(LONG, () => (page.weather = { ...page.weather, latency }))
  }),
  ofPage('sockets are half open', 3, ({ page }) => {
    for (const wire of page.wires) wire.die()
  }),
  ofPage('sockets pass one way only', 2, ({ page }, { random }) => {
    for (const { up, down } of page.wires) random.pick([up, down]).isDead = true
  }),
  ofPage('sockets break', 3, ({ page }) => {
    for (const wire of [...page.wires]) wire.break()
  }),
  ofPage('a frame is lost', 3, ({ page }, { random }) => {
    for (const { up, down } of page.wires) random.pick([up, down, down]).losing = 1
  }),
  ofPage('a frame comes twice', 1, ({ page }) => {
    for (const { down } of page.wires) down.doubling = 2
  }),
  ofPage('frames are held up', 2, ({ page }, { clock, random }) => {
    const until = clock.now + random.between(...SHORT)
    for (const { up, down } of page.wires) up.heldUntil = down.heldUntil = until
  }),
  ofPage('noise', 2, ({ page }, { random }) => {
    for (const wire of page.wires) {
      const noise = random.pick(NOISE)
      wire.down.carry(() => wire.page.receive(noise))
    }
  }),

  ofPage('an old frame', 2, ({ page, watch }, { random }) => {
    for (const wire of watch.frames.length > 0 ? page.wires : []) {
      const frame = random.pick(watch.frames)
      wire.down.carry(() => wire.page.receive(frame))
    }
  }),

  absence('hidden', ...ABSENCES.hidden),
  absence('frozen', ...ABSENCES.frozen),
  absence('kept for later', ...ABSENCES.kept),
  absence('locked', ...ABSENCES.locked),
  absence('asleep', ...ABSENCES.asleep),
  ofPage('offline', 2, ({ page }, { later }) => {
    page.goOffline()
    later(LONG, () => page.isOnline || page.goOnline())
  }),
  ofPage('the clock is turned', 2, ({ page }, { random }) => {
    page.turned += random.pick([-DAY, DAY])
  }),

  ofPage('loaded anew', 2, (shopper, world) => world.reload(shopper)),
  ofPage('stops and begins again', 1, async (shopper) => {
    if (!shopper.page.isSeen) return
    shopper.end()
    shopper.watch.changed('begins again')
    await shopper.begin()
  }),
  ofPage('renews its token', 1, async (shopper) => {
    if (!shopper.page.isSeen) return
    shopper.watch.changed('renews its token')
    const token = await shopper.token()
    for (const { following } of shopper.followed) following.renew(token)
  }),
  ofPage('refresh', 1, ({ page, followed, watch }) => {
    if (!page.isSeen) return
    watch.changed('refresh')
    for (const { following } of followed) following.refresh()
  }),

  {
    name: 'the relay crashes',
    weight: 2,
    strike: (world) => world.crash(world.random.between(200, 20_000)),
  },
  {
    name: 'the relay restarts',
    weight: 3,
    strike: (world) => world.restart(),
  },
  { name: 'the store is lost', weight: 1, strike: (world) => world.wipe() },
  { name: 'an old copy of the store', weight: 1, strike: (world) => world.rollBack() },
]
