/** A store that forgets: for tests, and for trying things out. */

import { randomBytes } from 'node:crypto'
import type { Parked, Rows } from './ledger.ts'
import type { OrderRecord } from './order.ts'
import { storeOf, type Store } from './store.ts'

export function memoryStore(): Store {
  const orders = new Map<string, { order: OrderRecord; dueAt: number | undefined }>()
  const owners = new Map<string, { orderId: string; registered: boolean }>()
  const events = new Set<string>()
  const parked = new Map<Parked, string[]>()

  const rows: Rows = {
    order: (id) => orders.get(id)?.order,
    save: (order, dueAt) => void orders.set(order.id, { order, dueAt }),
    due: (now, limit) =>
      [...orders.values()]
        .filter(({ dueAt }) => dueAt !== undefined && dueAt <= now)
        .slice(0, limit)
        .map(({ order }) => order),
    orderOf: (reference) => owners.get(reference),
    refer(reference, orderId, registered) {
      const known = owners.get(reference)
      if (!known || (registered && !known.registered))
        owners.set(reference, { orderId, registered })
    },
    isNew: (key) => !events.has(key) && Boolean(events.add(key)),
    park: (callback, references) => void parked.set(callback, references),
    unpark(references) {
      const found = [...parked].filter(([, waited]) => waited.some((r) => references.includes(r)))
      return found.map(([callback]) => {
        parked.delete(callback)
        return callback
      })
    },
  }

  return storeOf({
    epoch: randomBytes(6).toString('hex'),
    rows,
    nextDue: () =>
      [...orders.values()]
        .map(({ dueAt }) => dueAt)
        .filter((dueAt) => dueAt !== undefined)
        .sort((a, b) => a - b)[0],
    atomically: async (work) => work(),
    close: async () => {},
  })
}
