/** What a step asks for: locked, and then read. All of it is sent at once, and read after the locks are had. */

import type { By } from '../../ledger/rows.ts'
import { LONGEST_STEP } from '../../reconciliation/queue.ts'
import { LOCKED, subjectOf, type Loaded, type Question } from '../loaded.ts'
import { lockKey, TRY, WAIT } from './locks.ts'
import {
  escaped,
  json,
  keyed,
  list,
  number,
  ourNumber,
  unescaped,
  type Row,
  type Session,
} from './sql.ts'

type Keyed = Extract<Question, { key: string }>

/** False: another has locked some of it, and we may not wait. */
export async function load(
  session: Session,
  schema: string,
  questions: readonly Question[],
  into: Loaded,
  mayWait: boolean,
): Promise<boolean> {
  const byKey = Map.groupBy(questions.filter(isOfKey), ({ of }) => of)
  // One order for all who wait: so nobody waits for one who waits for him.
  const keys = [...byKey].flatMap(([of, all]) => all.map(({ key }) => lockKey(schema, of, key)))
  const locked = keys.length > 0 && session.query(mayWait ? WAIT : TRY, list(keys.toSorted()))
  const read = [...byKey].map(([of, all]) =>
    READ[of](
      session,
      all.map(({ key }) => key),
    ),
  )
  const listed = questions.map((question) => listedBy(session, schema, question))
  const [held, ...takes] = await Promise.all([locked, ...read, ...listed])
  if (held && held[0]?.held !== true) return false
  for (const take of takes) take?.(into)
  return true
}

const isOfKey = (question: Question): question is Keyed => LOCKED.some((of) => of === question.of)

/** How to take over what was read. */
type Take = (into: Loaded) => void

const READ: Record<Keyed['of'], (session: Session, keys: readonly string[]) => Promise<Take>> = {
  order: readOrders,

  async name({ query }, names) {
    const written = list(names.map(keyed))
    const [holders, waiting] = await Promise.all([
      query(
        'SELECT name, order_id, by FROM $.names WHERE name = ANY($1::text[]) ORDER BY order_id',
        written,
      ),
      query(
        'SELECT name, kept_id FROM $.kept_names WHERE name = ANY($1::text[]) ORDER BY kept_id',
        written,
      ),
    ])
    const [held, awaited] = [holders, waiting].map((all) => Map.groupBy(all, (row) => row.name))
    return (into) => {
      for (const name of names) {
        const key = keyed(name)
        into.holders.set(
          name,
          (held?.get(key) ?? []).map(({ order_id, by }) => ({
            orderId: unescaped(order_id),
            by: by as By,
          })),
        )
        into.waiting.set(
          name,
          (awaited?.get(key) ?? []).map(({ kept_id }) => String(kept_id)),
        )
      }
    }
  },

  event: readEach(
    'SELECT key, id FROM $.kept WHERE key = ANY($1::text[]) ORDER BY id DESC',
    (into, key, row) => into.events.set(key, row && String(row.id)),
  ),

  async kept({ query }, ids) {
    const rows = await query(
      'SELECT id, record FROM $.kept WHERE id = ANY($1::bigint[])',
      list(ids.flatMap((id) => ourNumber(id) ?? [])),
    )
    return (into) => {
      for (const id of ids) into.kept.set(id, undefined)
      for (const row of rows) {
        const id = String(row.id)
        into.kept.set(id, { ...json<object>(row.record), id } as never)
      }
    }
  },

  request: readEach(
    'SELECT key, outcome FROM $.requests WHERE key = ANY($1::text[])',
    (into, key, row) =>
      into.requests.set(key, row && (row.outcome === null ? {} : { outcome: json(row.outcome) })),
  ),

  pace: readEach(
    'SELECT provider AS key, record FROM $.paces WHERE provider = ANY($1::text[])',
    (into, key, row) => into.paces.set(key, row && json(row.record)),
  ),
}

function readEach(text: string, take: (into: Loaded, key: string, row: Row | undefined) => void) {
  return async ({ query }: Session, keys: readonly string[]): Promise<Take> => {
    const rows = await query(text, list(keys.map(keyed)))
    const byKey = new Map(rows.map((row) => [row.key, row]))
    return (into) => keys.forEach((key) => take(into, key, byKey.get(keyed(key))))
  }
}

/** An order, and what is to be asked about it, have one lock. */
async function readOrders({ query }: Session, ids: readonly string[]): Promise<Take> {
  const written = list(ids.map(escaped))
  const [orders, asks] = await Promise.all([
    query('SELECT id, record FROM $.orders WHERE id = ANY($1::text[])', written),
    query(
      'SELECT order_id, record FROM $.asks WHERE order_id = ANY($1::text[]) ORDER BY provider',
      written,
    ),
  ])
  const known = new Map(orders.map((row) => [row.id, row]))
  const asked = Map.groupBy(asks, (row) => row.order_id)
  return (into) => {
    for (const id of ids) {
      const row = known.get(escaped(id))
      into.orders.set(id, row && json(row.record))
      into.asks.set(
        id,
        (asked.get(escaped(id)) ?? []).map(({ record }) => json(record)),
      )
    }
  }
}

/** Of many, those that come first. What another node has in hand is left to it. */
async function listedBy(
  session: Session,
  schema: string,
  question: Question,
): Promise<Take | undefined> {
  const { query } = session
  switch (question.of) {
    case 'due': {
      const { now, limit } = question
      const rows = await query(mine(DUE), now, limit, lockKey(schema, 'order', ''))
      return take(
        rows.map(({ id }) => unescaped(id)),
        limit,
        'due',
      )
    }
    case 'dueAsks': {
      const { provider, waits, now, limit } = question
      const rows = await query(
        mine(DUE_ASKS),
        ...[now, limit, lockKey(schema, 'order', ''), keyed(provider), waits],
      )
      return take(
        rows.map(({ id }) => unescaped(id)),
        limit,
        'dueAsks',
      )
    }
    case 'nextAsks': {
      const { provider, waits, limit } = question
      const rows = await query(NEXT_ASKS, keyed(provider), waits, limit)
      const found = rows.map(({ order_id, due_at }) => ({
        orderId: unescaped(order_id),
        dueAt: number(due_at) ?? 0,
      }))
      return (into) => into.nextAsks.set(subjectOf(question), { limit, found })
    }
    case 'number': {
      const [row] = await query("SELECT nextval('$.kept_id') AS id")
      return (into) => void into.numbers.push(String(row?.id))
    }
    default:
      return undefined
  }

  async function take(ids: string[], limit: number, of: 'due' | 'dueAsks'): Promise<Take> {
    const orders = ids.length > 0 ? await readOrders(session, ids) : undefined
    return (into) => {
      orders?.(into)
      into[of].set(subjectOf(question), { limit, found: ids })
    }
  }
}

const DUE = 'SELECT id FROM $.orders WHERE due_at <= $1 ORDER BY due_at LIMIT $2'

/** Then what no clock that is right can have put off. */
const DUE_ASKS = `
  (SELECT order_id AS id FROM $.asks WHERE provider = $4 AND waits = $5 AND due_at <= $1
    ORDER BY due_at, order_id LIMIT $2)
  UNION ALL
  (SELECT order_id AS id FROM $.asks
    WHERE provider = $4 AND waits = $5 AND due_at > $1::bigint + ${LONGEST_STEP}
    ORDER BY due_at, order_id LIMIT $2)
  LIMIT $2`

const NEXT_ASKS = `
  SELECT order_id, due_at FROM $.asks WHERE provider = $1 AND waits = $2
  ORDER BY due_at, order_id LIMIT $3`

const mine = (due: string): string => `
  WITH due AS MATERIALIZED (${due})
  SELECT id FROM due WHERE pg_try_advisory_xact_lock(hashtextextended($3 || id, 0))`
