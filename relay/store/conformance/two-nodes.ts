/** The promises of a store that several nodes share. */

import { afterEach, describe, expect, it } from 'vitest'
import { LEASE } from '../../reconciliation/queue.ts'
import { WEBHOOK } from '../outgoing.ts'
import type { Store } from '../store.ts'
import { claimAsks, toBeAsked } from './queue.ts'
import { context, intake, NOW, registered, towels, type Word } from './telling.ts'

const ids = (count: number, of = 'A'): string[] =>
  Array.from({ length: count }, (_, at) => `${of}${at}`)

const message = (title: string) => ({ type: 'news', title, message: 'World' })

/** Calls it for each, so many at once. */
async function atOnce<T>(width: number, all: readonly T[], work: (each: T) => Promise<unknown>) {
  const left = [...all]
  const one = async () => {
    for (let each = left.shift(); each !== undefined; each = left.shift()) await work(each)
  }
  await Promise.all(Array.from({ length: width }, one))
}

/** `open`: two nodes on one store that is empty. `often`: how many orders each promise is tried on. */
export function describeTwoNodes(
  name: string,
  open: () => Promise<readonly [Store, Store]>,
  often: number,
): void {
  describe(`two nodes on one store ${name}`, () => {
    const opened: Store[] = []
    const nodes = async () => {
      const both = await open()
      opened.push(...both)
      return both
    }
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((store) => store.close()))
    })

    it('lose no callback that comes to one while its order is registered on the other', async () => {
      const [a, b] = await nodes()
      const all = ids(often)
      await atOnce(4, all, (id) =>
        Promise.all([
          a.register(id, { ...towels, references: [`ref-${id}`] }, context()),
          b.apply(intake({ payment: `pi-${id}`, references: [`ref-${id}`] }), context()),
        ]),
      )
      const lost = []
      for (const id of all) {
        if ((await b.order(id))?.shown.status !== 'succeeded') lost.push(id)
      }
      expect(lost).toEqual([])
      expect(await a.kept({ limit: 9 })).toEqual([])
    })

    it('count both of two events of one order that come to each at once', async () => {
      const [a, b] = await nodes()
      const all = ids(often)
      await atOnce(4, all, async (id) => {
        await registered(a, id, { ...towels, amount: 2000 })
        const [one, other] = [`stripe-${id}`, `paystack-${id}`]
        await Promise.all([
          a.apply(intake({ orderId: id, payment: one, provider: 'stripe' }), context()),
          b.apply(intake({ orderId: id, payment: other, provider: 'paystack' }), context()),
        ])
      })
      const seen = []
      for (const id of all) {
        const { version, shown } = (await b.order(id)) ?? {}
        seen.push([version, shown?.amountReceived])
      }
      expect(seen).toEqual(all.map(() => [3, 2000]))
    })

    it('let the merchant’s later word stand, on whichever node it was said', async () => {
      const [a, b] = await nodes()
      const says = (node: Store, state: string, n: number) => {
        const word: Word = { by: 'merchant', provider: undefined, payment: 'manual', state }
        return node.apply(
          intake({ ...word, time: undefined, eventId: `hand-${n}` }, 'A'),
          context(),
        )
      }
      await registered(a, 'A')
      for (let n = 0; n < 10; n += 1) {
        const [node, state] = n % 2 === 0 ? [a, 'succeeded'] : [b, 'failed']
        await says(node, state, n)
        expect((await (n % 2 === 0 ? b : a).order('A'))?.shown.status).toBe(state)
      }
      // Of two at once, one is the later.
      await Promise.all([says(a, 'succeeded', 20), says(b, 'failed', 21)])
      const order = await a.order('A')
      expect(await b.order('A')).toEqual(order)
      const version = order?.version ?? 0
      expect(order?.history.map(({ status }) => status).length).toBe(version)
    })

    it('do a request of the merchant’s once, whichever gets it', async () => {
      const [a, b] = await nodes()
      const keys = ids(often, 'key')
      const outcomes = await Promise.all(
        keys.map(async (key) => {
          const claimed = await Promise.all(
            [a, b, a, b].map((node) => node.claimKey(key, 'd', NOW, 30_000)),
          )
          return claimed.sort()
        }),
      )
      expect(new Set(outcomes.map(String))).toEqual(new Set(['new,under way,under way,under way']))
      // Sent again to both, after the node died that had it.
      const asked = { ...context(), once: keys[0] }
      const told = await Promise.all(
        [a, b].map((node) => node.register('A', { description: 'once' }, asked)),
      )
      expect(told.filter((each) => 'changed' in each && each.changed.length > 0)).toHaveLength(1)
    })

    it('send each webhook from one of them; the other takes over after the lease', async () => {
      const [a, b] = await nodes()
      const all = ids(often)
      const announcing = { ...context(), announces: true }
      await atOnce(8, all, (id) => a.apply(intake({ orderId: id, payment: id }), announcing))
      const claimed: string[] = []
      const claims = async (node: Store, now: number) => {
        for (;;) {
          const some = await node.claim(WEBHOOK, now, 3, now + 30_000)
          if (some.length === 0) return
          claimed.push(...some.map((each) => ('orderId' in each ? each.orderId : '')))
        }
      }
      await Promise.all([claims(a, NOW), claims(b, NOW), claims(a, NOW), claims(b, NOW)])
      await claims(b, NOW + 29_999)
      expect(claimed.toSorted()).toEqual(all.toSorted())
      await claims(b, NOW + 30_000)
      expect(claimed).toHaveLength(2 * all.length)
    })

    it('ask each provider once; the other takes over after the lease', async () => {
      const [a, b] = await nodes()
      const all = ids(Math.min(often, 60))
      await toBeAsked(a, ...all)
      const asked: string[] = []
      const asks = async (node: Store, now: number) => {
        for (;;) {
          const some = await claimAsks(node, now, 3)
          if (some.length === 0) return
          asked.push(...some)
        }
      }
      await Promise.all([asks(a, NOW), asks(b, NOW), asks(a, NOW), asks(b, NOW)])
      await asks(a, NOW)
      await asks(b, NOW + LEASE - 1)
      expect(asked.toSorted()).toEqual(all.toSorted())
      await asks(b, NOW + LEASE)
      expect(asked).toHaveLength(2 * all.length)
    })

    it('change by time each order once', async () => {
      const [a, b] = await nodes()
      const all = ids(Math.min(often, 60))
      await atOnce(8, all, (id) => registered(a, id, { ...towels, expiresAt: NOW + 5 }))
      const changed: string[] = []
      const elapse = async (node: Store) => {
        const some = await node.elapse(context(NOW + 5), 5)
        changed.push(...some.map(({ id }) => id))
      }
      await Promise.all(Array.from({ length: 10 }, (_, n) => elapse(n % 2 ? a : b)))
      // What one had in hand, the other left.
      while ((await a.nextDue()) !== undefined) await elapse(a)
      expect(changed.toSorted()).toEqual(all.toSorted())
    })

    it('give history one new name, however many notice that it was lost', async () => {
      const [a, b] = await nodes()
      const { epoch } = a
      expect(b.epoch).toBe(epoch)
      await Promise.all([a, b, a, b].map((node) => node.renewEpoch(epoch)))
      expect(a.epoch).not.toBe(epoch)
      expect(b.epoch).toBe(a.epoch)
    })

    it('show notifications in the order of their ids: who has read one finds no smaller one later', async () => {
      const [a, b] = await nodes()
      const to = { to: 'customer', id: '42' } as const
      const told = atOnce(8, ids(often, ''), (n) =>
        (Number(n) % 2 ? a : b).notify(to, message(n), NOW),
      )
      const over = told.then(() => true)
      const read: string[] = []
      const nextTurn = () => new Promise((resolve) => setImmediate(resolve, false))
      do {
        const more = await a.notices([to], read.at(-1), NOW, 10_000)
        read.push(...more.map(({ notification }) => notification.id))
      } while (!(await Promise.race([over, nextTurn()])))
      const rest = await b.notices([to], read.at(-1), NOW, 10_000)
      read.push(...rest.map(({ notification }) => notification.id))
      const all = await b.notices([to], undefined, NOW, 10_000)
      expect(read).toEqual(all.map(({ notification }) => notification.id))
      expect(read).toHaveLength(often)
    })

    it('stay together where names lead from one order to another, in every direction at once', async () => {
      const [a, b] = await nodes()
      // A cheap generator: the same each time.
      let seed = 7
      const pick = (of: string, count = 12) => {
        seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
        return `${of}${Math.floor((seed / 2 ** 31) * count)}`
      }
      const told: string[] = []
      const steps = ids(often, 'e').map((eventId) => {
        const word: Word = {
          eventId,
          payment: pick('x'),
          containers: [pick('x')],
          references: [pick('x')],
          ...(pick('', 2) === '0' && { orderId: pick('Z') }),
        }
        if (pick('', 3) === '0') {
          const [id, reference] = [pick('Z'), pick('x')]
          return (node: Store) => node.register(id, { references: [reference] }, context())
        }
        told.push(word.payment ?? '')
        return (node: Store) => node.apply(intake(word), context())
      })
      let count = 0
      await atOnce(8, steps, (step) => step(count++ % 2 ? a : b))

      // Nothing is lost: each event is in an order, or waits; and what waits, waits for what leads nowhere.
      const found = new Set<string>()
      for (const id of ids(12, 'Z')) {
        const { payments = {} } = (await a.order(id)) ?? {}
        for (const payment of Object.keys(payments)) found.add(payment)
      }
      const waiting = (await a.kept({ limit: 10_000 })).flatMap(({ updates }) => updates)
      for (const { payment } of waiting) found.add(payment)
      expect(told.filter((payment) => !found.has(payment))).toEqual([])
      for (const { payment, containers = [], references = [] } of waiting) {
        for (const name of [payment, ...containers, ...references]) {
          expect(await a.registeredOrder(name)).toBeUndefined()
        }
      }
    })
  })
}
