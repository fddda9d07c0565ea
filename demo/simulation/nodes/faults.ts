/** What can go wrong with nodes, and what happens meanwhile. */

import type { Random } from '../random.ts'
import type { Shopper } from '../shopper.ts'
import type { Node } from './node.ts'

/** The world, as far as something can go wrong in it. */
export interface Fragile {
  readonly random: Random
  readonly nodes: readonly Node[]
  readonly shoppers: readonly Shopper[]
  readonly orders: readonly string[]
  note(who: string, what: string): void
  /** Some time later, in ms, while nothing is well yet. */
  later(within: readonly [least: number, most: number], run: () => void): void
  /** The merchant says something of the order, again and again until it is taken. */
  say(order: string): void
  start(node: Node): void
  kill(node: Node): void
  reload(shopper: Shopper): Promise<void>
  renewEpoch(node: Node): void
}

interface Fault {
  name: string
  /** How often, beside the others. */
  weight: number
  strike(world: Fragile): void | Promise<void>
}

/** In ms. */
const SHORT = [200, 6_000] as const
const LONG = [2_000, 20_000] as const

const ofNode = (
  name: string,
  weight: number,
  strike: (node: Node, world: Fragile) => void,
): Fault => ({
  name,
  weight,
  strike(world) {
    const node = world.random.pick(world.nodes)
    if (!node.isUp) return
    world.note(node.name, `* ${name}`)
    strike(node, world)
  },
})

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

export const FAULTS: readonly Fault[] = [
  {
    name: 'a word',
    weight: 7,
    strike: ({ random, orders, say }) => say(random.pick(orders)),
  },
  {
    name: 'words at once',
    weight: 4,
    strike({ random, orders, say }) {
      const order = random.pick(orders)
      for (let count = random.between(2, 3); count > 0; count--) say(order)
    },
  },

  ofNode('is cut from the store', 3, (node, { later }) => {
    node.isCutFromStore = true
    later(SHORT, () => (node.isCutFromStore = false))
  }),
  ofNode('is cut from the others', 3, (node, { later }) => {
    node.cutFromOthers()
    later(LONG, () => node.reachOthers())
  }),
  ofNode('is killed', 4, (node, world) => {
    world.kill(node)
    world.later(LONG, () => world.start(node))
  }),
  ofNode('is killed while it works', 4, (node, world) => {
    const { random, orders, say, later } = world
    say(random.pick(orders))
    later([1, 60], () => {
      world.kill(node)
      world.later(LONG, () => world.start(node))
    })
  }),
  ofNode('is deployed', 3, (node, world) => {
    node.drain()
    world.later([50, 1_500], () => {
      world.kill(node)
      world.later([50, 4_000], () => world.start(node))
    })
  }),
  ofNode('learns that history was lost', 1, (node, world) => world.renewEpoch(node)),

  ofPage('sockets break', 3, ({ page }) => {
    for (const wire of [...page.wires]) wire.break()
  }),
  ofPage('sockets are half open', 1, ({ page }) => {
    for (const wire of page.wires) wire.die()
  }),
  ofPage('loaded anew', 2, (shopper, world) => world.reload(shopper)),
]
