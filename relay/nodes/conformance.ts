/** What a bus promises, whatever carries it. */

import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { until } from '../testing/client.ts'
import type { Answer, Bus, News, Question } from './bus.ts'

/** Two nodes on the same channel, a third on another; and how those of the first are cut off, and reached again. */
export interface BusWorld {
  open(channel: string): Bus
  cut(): Promise<void>
  mend(): Promise<void>
}

/** A node that writes down what it hears. */
class Node {
  readonly bus: Bus
  readonly heard: News[] = []
  readonly happened: string[] = []
  readonly reasons: string[] = []

  constructor(bus: Bus, answer: (question: Question) => readonly Answer[] = () => []) {
    this.bus = bus
    bus.listen({
      hear: (news) => void this.heard.push(...news),
      lost: (why) => {
        this.happened.push('lost')
        this.reasons.push(why)
      },
      back: () => void this.happened.push('back'),
      answer,
    })
    onTestFinished(() => bus.close())
  }

  /** Resolves once others are heard. */
  isBack(): Promise<void> {
    return until(() => this.happened.at(-1) === 'back')
  }

  /** Resolves once they are heard no more. */
  isLost(): Promise<void> {
    return until(() => this.happened.at(-1) === 'lost')
  }

  hears(...news: News[]): Promise<void> {
    return until(() => news.every((each) => this.heard.some((one) => isDeepStrictEqual(one, each))))
  }
}

const order = (id: string, version = 1): News => ({ of: 'order', id, version, customers: ['42'] })

const ALL: readonly News[] = [
  order('A-1', 7),
  { of: 'newcomers', id: 'A-1', customers: ['42', 'Zoë'] },
  { of: 'notice', id: 'k3f9-12', addressee: { to: 'customer', id: '42' } },
  { of: 'notice', id: 'k3f9-13', addressee: { to: 'everybody', id: '' } },
  { of: 'shown', id: 'k3f9-12' },
  {
    of: 'checked',
    id: 'A-1',
    customers: [],
    checked: { at: '2026-01-01T00:00:00.000Z', outcome: 'answered' },
  },
  { of: 'watched', order: 'A-1' },
  { of: 'epoch', epoch: 'k3f9' },
]

export function tellsOthers(name: string, world: () => BusWorld): void {
  let channels = 0

  async function two(answer?: (question: Question) => readonly Answer[]) {
    const { open } = world()
    const channel = `test ${++channels} "of" ${name.slice(0, 20)}`
    const [one, other] = [new Node(open(channel)), new Node(open(channel), answer)]
    await Promise.all([one.isBack(), other.isBack()])
    return { one, other }
  }

  describe(name, () => {
    it('tells every other node, and not itself', async () => {
      const { one, other } = await two()
      one.bus.tell(...ALL)
      await other.hears(...ALL)
      other.bus.tell(order('last'))
      await one.hears(order('last'))
      expect(one.heard).toEqual([order('last')])
    })

    it('tells once a tick, and of an order its newest version only', async () => {
      const { one, other } = await two()
      for (const version of [1, 3, 2]) one.bus.tell(order('A-1', version))
      one.bus.tell(order('last'))
      await other.hears(order('last'))
      expect(other.heard).toEqual([order('A-1', 3), order('last')])
    })

    it('tells of any number, in messages of the size that there may be', async () => {
      const { one, other } = await two()
      const many = Array.from({ length: 1_000 }, (_, index) =>
        order(`A-${index}-${'x'.repeat(99)}`),
      )
      one.bus.tell(...many)
      await other.hears(...many.slice(-1))
      expect(other.heard).toEqual(many)
    })

    it('leaves out what fits no message, and tells the rest', async () => {
      const { one, other } = await two()
      const customers = Array.from({ length: 100 }, (_, index) => `${index} ${'ß'.repeat(100)}`)
      one.bus.tell({ of: 'newcomers', id: 'A-1', customers }, order('last'))
      await other.hears(order('last'))
      expect(other.heard).toEqual([order('last')])
    })

    it('asks all others, and takes what they answer in time', async () => {
      const question: Question = { about: 'order', id: 'A-1', customers: ['42'] }
      const answers: Answer[] = Array.from({ length: 200 }, (_, index) => ({
        order: `A-${index}-${'x'.repeat(99)}`,
        connections: index,
      }))
      const asked: Question[] = []
      const { one, other } = await two((each) => {
        asked.push(each)
        return answers
      })
      await expect.poll(() => one.bus.ask(question, 300)).toEqual(answers)
      expect(asked).toContainEqual(question)
      expect(await other.bus.ask({ about: 'everybody' }, 1)).toEqual([])
    })

    it('keeps channels apart', async () => {
      const { one, other } = await two()
      const stranger = new Node(world().open('of another shop'))
      await stranger.isBack()
      stranger.bus.tell(order('theirs'))
      one.bus.tell(order('ours'))
      await other.hears(order('ours'))
      stranger.bus.tell(order('more of theirs'))
      one.bus.tell(order('more of ours'))
      await other.hears(order('more of ours'))
      expect(other.heard).toEqual([order('ours'), order('more of ours')])
      expect(stranger.heard).toEqual([])
    })

    it('says when others are heard no more, and when they are again; then it tells what waited', async () => {
      const { one, other } = await two()
      await world().cut()
      await Promise.all([one.isLost(), other.isLost()])
      expect(one.bus.isConnected).toBe(false)
      one.bus.tell(order('A-1', 1))
      expect(await one.bus.ask({ about: 'everybody' }, 60_000)).toEqual([])
      one.bus.tell(order('A-1', 2))

      await world().mend()
      await Promise.all([one.isBack(), other.isBack()])
      expect(one.happened).toEqual(['back', 'lost', 'back'])
      // Whoever came back first may have told it before the other did.
      one.bus.tell(order('last'))
      await other.hears(order('last'))
      expect(other.heard.filter(({ of }) => of === 'order')).not.toContainEqual(order('A-1', 1))
      expect(one.reasons.join()).toMatch(/^[A-Z0-9_]+$/i)
    })

    it('tells once others are reached what it was told before', async () => {
      const { open } = world()
      const channel = `test ${++channels} of ${name.slice(0, 20)}`
      const other = new Node(open(channel))
      await other.isBack()
      const one = new Node(open(channel))
      one.bus.tell(order('A-1', 1))
      // A tick later, it has not connected yet.
      await new Promise(setImmediate)
      one.bus.tell(order('A-1', 2))
      await other.hears(order('A-1', 2))
      expect(one.bus.isConnected).toBe(true)
    })

    it('closes while nobody is reached', async () => {
      const { one, other } = await two()
      await world().cut()
      await one.isLost()
      await Promise.all([one.bus.close(), other.bus.close()])
      await world().mend()
      expect(one.happened).toEqual(['back', 'lost'])
    })
  })
}
