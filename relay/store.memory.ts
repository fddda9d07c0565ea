/** A store that forgets: for tests, and for trying things out. */

import type { Parked, Rows } from './ledger.ts'
import type { OrderRecord } from './snapshot.ts'
import { newEpoch, storeOf, type Answer, type Store } from './store.ts'

export function memoryStore(): Store {
  let epoch = newEpoch()
  const orders = new Map<string, OrderRecord>()
  const owners = new Map<string, { orderId: string; registered: boolean }>()
  const events = new Map<string, number>()
  const answers = new Map<string, Answer>()
  const parked = new Map<Parked, string[]>()
  /** How to take back what the work under way has done. */
  let undo: (() => void)[] = []

  function put<K, V>(map: Map<K, V>, key: K, value: V): void {
    const before = map.get(key)
    undo.push(() => (before === undefined ? map.delete(key) : map.set(key, before)))
    map.set(key, value)
  }

  function take(callback: Parked, references: string[]): Parked {
    undo.push(() => parked.set(callback, references))
    parked.delete(callback)
    return callback
  }

  const rows: Rows = {
    order: (id) => orders.get(id),
    save: (order) => put(orders, order.id, order),
    due: (now, limit) =>
      [...orders.values()].filter(({ changesAt = Infinity }) => changesAt <= now).slice(0, limit),
    orderOf: (reference) => owners.get(reference),
    refer(reference, orderId, registered) {
      const known = owners.get(reference)
      if (known && (known.registered || !registered)) return
      put(owners, reference, { orderId, registered })
    },
    knows: (key) => events.has(key),
    remember: (key, now) => put(events, key, now),
    park: (callback, references) => put(parked, callback, references),
    unpark: (references) =>
      [...parked]
        .filter(([, waiting]) => waiting.some((each) => references.includes(each)))
        .map(([callback, waiting]) => take(callback, waiting)),
  }

  return storeOf({
    epoch: () => epoch,
    renewEpoch: () => void (epoch = newEpoch()),
    rows,
    answer: (key) => answers.get(key),
    keepAnswer: (key, answer) => put(answers, key, answer),
    nextDue: () =>
      [...orders.values()].flatMap(({ changesAt }) => changesAt ?? []).sort((a, b) => a - b)[0],
    async atomically(work) {
      undo = []
      try {
        return work()
      } catch (error) {
        for (const step of undo.toReversed()) step()
        throw error
      }
    },
    close: async () => {},
  })
}
