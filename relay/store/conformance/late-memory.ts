/** For tests: a store for many nodes that keeps nothing, and answers late, each time after another pause. */

import { inBatches } from '../batches.ts'
import { newEpoch, storeOf } from '../keeper.ts'
import { LOCKED, type Changes, type Loaded, type Question } from '../loaded.ts'
import { memoryRows } from '../memory/rows.ts'
import type { Begin } from '../rerun.ts'
import { keeperOf, type Atomically, type Rows } from '../rows.ts'
import type { Store } from '../store.ts'

/** The way to the store, or back. Rejects where nobody is reached. */
export type Journey = () => Promise<void>

interface Late {
  /** How many turns of the event loop an answer takes, on the way of a node that has none of its own. */
  pause?(): number
  /** Whether what is read is locked: without, we see what is lost. */
  locks?: boolean
  /** So many steps share a transaction. */
  most?: number
}

/** What all nodes share. Each call of what it returns is another node. */
export function lateMemory({
  pause = () => 1,
  locks: isLocked = true,
  most = 25,
}: Late): (journey?: Journey) => Store {
  const journal: (() => void)[] = []
  const rows = memoryRows(journal, newEpoch())
  const locks = new Map<string, Promise<void>>()
  let last = 1_000_000

  const late: Journey = async () => {
    for (let turns = pause(); turns > 0; turns--) await new Promise(setImmediate)
  }

  const undo = () => {
    for (const each of journal.splice(0).toReversed()) each()
  }

  /** What a change would return, and nothing is changed. */
  function peek<T>(work: () => T): T {
    journal.length = 0
    const value = work()
    undo()
    return value
  }

  const beginOver =
    (journey: Journey): Begin =>
    async (work) => {
      const { promise: over, resolve: release } = Promise.withResolvers<void>()
      const mine = new Set<string>()
      let mayWait = true

      function end(): void {
        for (const key of mine) locks.delete(key)
        mine.clear()
        release()
      }

      function take(key: string): boolean {
        if (!isLocked || mine.has(key)) return true
        if (locks.has(key)) return false
        locks.set(key, over)
        mine.add(key)
        return true
      }

      function list(question: Question, into: Loaded): void {
        if (question.of === 'due') {
          const due = rows.due(question.now, question.limit).map(({ id }) => id)
          const found = due.filter((id) => take(`order ${id}`))
          for (const id of found) loadOrder(id, into)
          into.due.set(`due ${question.now}`, { limit: question.limit, found })
        }
        if (question.of === 'dueAsks') {
          const { provider, waits, now, limit } = question
          const due = rows.dueAsks(provider, waits, now, limit).map(({ orderId }) => orderId)
          const found = due.filter((id) => take(`order ${id}`))
          for (const id of found) loadOrder(id, into)
          into.dueAsks.set(`dueAsks ${waits} ${now} ${provider}`, { limit, found })
        }
      }

      try {
        return await work({
          async load(questions, into) {
            await journey()
            const keys = questions.flatMap((each) =>
              isOfKey(each) ? [`${each.of} ${each.key}`] : [],
            )
            for (const key of keys.toSorted()) {
              if (mayWait) while (!take(key)) await locks.get(key)
              else if (!take(key)) return false
            }
            mayWait = false
            await journey()
            for (const question of questions) {
              list(question, into)
              answer(question, into)
            }
            return true
          },
          async commit(changes) {
            await journey()
            journal.length = 0
            write(rows, changes)
            // Others go on, though the answer is on its way still.
            end()
            await journey()
          },
        })
      } finally {
        end()
      }
    }

  function loadOrder(id: string, into: Loaded): void {
    into.orders.set(id, frozen(rows.order(id)))
    into.asks.set(id, frozen(rows.asksOf(id)))
  }

  function answer(question: Question, into: Loaded): void {
    if (question.of === 'number') into.numbers.push(String(++last))
    if (question.of === 'nextAsks') {
      const { provider, waits, limit } = question
      const found = rows.dueAsks(provider, waits, Infinity, limit)
      into.nextAsks.set(`nextAsks ${waits} ${provider}`, { limit, found })
    }
    if (!isOfKey(question)) return
    const { of, key } = question
    if (of === 'order') loadOrder(key, into)
    if (of === 'event') into.events.set(key, rows.keptAs(key)?.id)
    if (of === 'kept') into.kept.set(key, frozen(peek(() => rows.takeKept(key))))
    if (of === 'pace') into.paces.set(key, frozen(rows.paceOf(key)))
    if (of === 'request') into.requests.set(key, requestOf(key))
    if (of === 'name') {
      into.holders.set(key, frozen(rows.holders(key)))
      const waiting = peek(() => rows.takeWaiting([key]))
      into.waiting.set(
        key,
        waiting.map(({ id }) => String(id)),
      )
    }
  }

  function requestOf(name: string) {
    const outcome = rows.outcome(name)
    if (outcome) return { outcome: frozen(outcome) }
    const isClaimed = peek(() => {
      rows.keepOutcome(name, {})
      return rows.outcome(name) !== undefined
    })
    return isClaimed ? {} : undefined
  }

  const atomicallyOver =
    (journey: Journey): Atomically =>
    async (work) => {
      await journey()
      journal.length = 0
      try {
        return work()
      } catch (cause) {
        undo()
        throw cause
      }
    }

  return (journey = late) => {
    const { step, idle } = inBatches(
      beginOver(journey),
      { most, atOnce: 2, isOfAll: () => true },
      () => {},
    )
    const rest = { onCommit() {}, close: idle }
    return storeOf({ ...keeperOf(rows, atomicallyOver(journey), rest), step, asks: step })
  }
}

const isOfKey = (question: Question): question is Extract<Question, { key: string }> =>
  LOCKED.some((of) => of === question.of)

/** A step that changed what it was given would run another time over something else. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array)) {
    Object.freeze(value)
    Object.values(value).forEach(frozen)
  }
  return value
}

function write(rows: Rows, changes: Changes): void {
  for (const order of changes.orders) rows.save(order)
  for (const { name, orderId, by } of changes.names) {
    if (by === null) rows.release(name, orderId)
    else rows.hold(name, orderId, by)
  }
  for (const { id, record, names } of changes.kept) {
    rows.takeKept(id)
    if (record) rows.keep(record, names)
  }
  for (const { orderId, customers } of changes.customers) rows.enlist(orderId, customers)
  for (const { orderId, asks } of changes.asks) rows.saveAsks(orderId, asks)
  for (const { provider, pace } of changes.paces) rows.savePace(provider, pace)
  for (const { order, at } of changes.announced) rows.announce(order, at)
  for (const { forward, at } of changes.forwards) rows.forward(forward, at)
  for (const { name, outcome } of changes.outcomes) rows.keepOutcome(name, outcome)
}
