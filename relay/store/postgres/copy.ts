/** Both ends of a copy, where they are in Postgres: one transaction, in which nobody else writes there. */

import postgres from 'postgres'
import type { KeptCallback } from '../../ledger/intake.ts'
import type { OrderRecord } from '../../order/record.ts'
import type { Source, Target } from '../copy/copy.ts'
import { COPIED, type CopiedTable, type Row, type Value } from '../copy/tables.ts'
import { addressOf, applicationName } from './address.ts'
import { connect } from './connections.ts'
import { failureOf } from './failure.ts'
import { migrate } from './migrate.ts'
import { MIGRATIONS } from './schema.ts'
import { escaped, json, keyed, unescaped, words } from './sql.ts'

/** So often at least, in s, a relay asks something. What is idle for longer is a pooler's. */
const SILENT = 90

/** Texts of somebody else's; those by which something is found are cut where they are too long for an index. */
const FOUND_BY = new Set(['customer', 'key', 'name', 'provider'])
const THEIRS = new Set(['id', 'lane', 'order_id'])

/** Columns that there are only here. */
export const ADDED: Readonly<Record<string, Readonly<Record<string, (row: Row) => Value>>>> = {
  orders: { version: ({ record }) => json<OrderRecord>(record).version },
  kept: {
    key: ({ record }) => keyed(json<Partial<KeptCallback>>(record).key ?? ''),
    code: ({ record }) => json<Partial<KeptCallback>>(record).code ?? '',
    order_key({ record }) {
      const { order } = json<Partial<KeptCallback>>(record)
      return typeof order === 'string' ? keyed(order) : null
    },
  },
}

/** A column that is a table of its own here. */
export const APART = { table: 'orders', column: 'delivered', name: 'delivered' } as const

const SEQUENCES: Readonly<Record<string, string>> = {
  kept: 'kept_id',
  notices: 'notices_number_seq',
  outgoing: 'outgoing_id_seq',
}

/** Throws, with what to do, where a relay is there, or no store of this version. */
export async function postgresSource(url: string): Promise<Source> {
  const end = await open(url)
  return ready(end, async () => {
    const [there] = await end.query("SELECT to_regclass('$.meta') IS NOT NULL AS is_there")
    if (!there?.is_there) throw new Error('There is no store in that schema of Postgres.')
    const [row] = await end.query("SELECT value FROM $.meta WHERE name = 'schema'")
    const version = Number(row?.value ?? 0)
    if (version !== MIGRATIONS.length) {
      throw new Error(
        `The store in Postgres is of schema ${version}, and this version knows ${MIGRATIONS.length}. ` +
          (version < MIGRATIONS.length
            ? "Start this version's relay on it once, and stop it."
            : 'Copy it with the version that wrote it.'),
      )
    }
    await end.query(`LOCK TABLE ${tables()} IN SHARE MODE`)
    return reading(end)
  })
}

/** Our tables are made where they are not there. Throws, with what to do, where a relay is there, or something is in them. */
export async function postgresTarget(url: string): Promise<Target> {
  const address = addressOf(url)
  const made = connect(address, { max: 1 })
  try {
    await migrate(made, address.schema)
  } finally {
    await made.close()
  }
  const end = await open(url)
  return ready(end, async () => {
    await end.query(`LOCK TABLE ${tables()} IN EXCLUSIVE MODE`)
    for (const table of COPIED) {
      if (table.isOfStart) await end.query(`DELETE FROM $.${table.name} WHERE ${moved(table)}`)
      else if ((await end.query(`SELECT 1 FROM $.${table.name} LIMIT 1`)).length > 0) {
        throw new Error(
          `The store in Postgres is not empty: its table "${table.name}" has rows. Two histories cannot be one: ` +
            'name another schema (?schema=…), or an empty database.',
        )
      }
    }
    return {
      ...reading(end),
      add: (table, rows) => add(end, table, rows),
      async count(counters) {
        for (const [table, highest] of counters) {
          if (highest > 0) await end.query(`SELECT setval('$.${SEQUENCES[table]}', $1)`, highest)
        }
      },
      commit: async () => void (await end.query('COMMIT')),
    }
  })
}

/** A transaction. */
interface End {
  /** `$.orders` is the table `orders` of ours. Rejects without values or passwords in its words. */
  query(text: string, ...values: (Value | string)[]): Promise<readonly Record<string, unknown>[]>
  close(): Promise<void>
}

async function open(url: string): Promise<End> {
  const { schema, path, url: to } = addressOf(url)
  const sql = postgres(to, {
    max: 1,
    ...(path && { path }),
    idle_timeout: 0,
    max_lifetime: null,
    onnotice() {},
    connection: { application_name: 'payment-status copy' },
  })
  let on: postgres.ReservedSql | undefined
  async function close(): Promise<void> {
    await on?.unsafe('ROLLBACK').catch(() => {})
    on?.release()
    await sql.end({ timeout: 1 })
  }
  try {
    const reserved = (on = await sql.reserve())
    const end: End = {
      close,
      async query(text, ...values) {
        try {
          return await reserved.unsafe(text.replaceAll('$.', `${schema}.`), [...values])
        } catch (cause) {
          throw failureOf(cause)
        }
      },
    }
    await end.query('BEGIN')
    await end.query(
      "SELECT set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true), set_config('lock_timeout', '5s', true)",
    )
    const [relay] = await end.query(RELAYS, applicationName(schema), SILENT)
    if (relay) {
      throw new Error(
        `A relay is connected to the store in Postgres, or was ${String(relay.seconds)} s ago. Stop every one of them first` +
          `; where a pooler keeps their connections, wait for ${SILENT} s.`,
      )
    }
    return end
  } catch (cause) {
    await close()
    throw cause instanceof Error && !('code' in cause) ? cause : failureOf(cause)
  }
}

const RELAYS = `
  SELECT round(extract(epoch FROM now() - max(state_change))) AS seconds FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = $1 AND pid <> pg_backend_pid()
    AND (state <> 'idle' OR state_change > now() - make_interval(secs => $2::int))
  HAVING count(*) > 0`

/** What is not committed by then is as if it had not been. */
async function ready<T extends Omit<Source, 'close'>>(
  { close }: End,
  begin: () => Promise<T>,
): Promise<T & Pick<Source, 'close'>> {
  try {
    return { ...(await begin()), close }
  } catch (cause) {
    await close()
    throw cause
  }
}

const tables = (): string => [...COPIED, APART].map(({ name }) => `$.${name}`).join()

/** Which of its rows a copy moves. */
const moved = ({ key, stays }: CopiedTable): string =>
  stays ? `${key} NOT IN (${words(stays)})` : 'TRUE'

function reading({ query }: End): Pick<Source, 'rows' | 'counters'> {
  return {
    async *rows(table) {
      await query(`DECLARE copied CURSOR FOR ${selected(table)}`)
      for (;;) {
        const rows = await query(`FETCH ${table.atOnce} FROM copied`)
        if (rows.length === 0) break
        yield rows.map((row) => rowIn(table, row))
      }
      await query('CLOSE copied')
    },
    async counters() {
      const counters = new Map<string, number>()
      for (const [table, sequence] of Object.entries(SEQUENCES)) {
        const [row] = await query(
          `SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS highest FROM $.${sequence}`,
        )
        if (Number(row?.highest) > 0) counters.set(table, Number(row?.highest))
      }
      return counters
    },
  }
}

function selected(table: CopiedTable): string {
  const columns = Object.keys(table.columns)
  const from = `SELECT ${columns.join()} FROM $.${table.name}`
  if (table.name !== APART.table) return `${from} WHERE ${moved(table)}`
  return `SELECT ${columns.join()} FROM $.${table.name}
    LEFT JOIN (SELECT order_id, gist AS ${APART.column} FROM $.${APART.name}) AS apart ON order_id = id`
}

async function add(end: End, table: CopiedTable, rows: readonly Row[]): Promise<void> {
  const added = ADDED[table.name] ?? {}
  const isApart = (column: string) => table.name === APART.table && column === APART.column
  const columns = Object.entries(table.columns).filter(([column]) => !isApart(column))
  const written = rows.map((row) => ({
    ...Object.fromEntries(columns.map(([column]) => [column, writtenAs(column, row[column])])),
    ...Object.fromEntries(Object.entries(added).map(([column, of]) => [column, of(row)])),
  }))
  const names = [...columns.map(([column]) => column), ...Object.keys(added)]
  const values = names.map((name) =>
    table.columns[name] === 'bytes' ? `decode(${name}, 'base64')` : name,
  )
  const given = names.map((name) => `${name} ${isNumber(table, name) ? 'bigint' : 'text'}`)
  await end.query(
    `INSERT INTO $.${table.name} (${names.join()})
      SELECT ${values.join()} FROM json_to_recordset($1::text::json) AS given (${given.join()})`,
    JSON.stringify(written),
  )
  if (table.name !== APART.table) return
  const apart = rows.filter((row) => row[APART.column] !== null)
  await end.query(
    `INSERT INTO $.${APART.name} (order_id, gist)
      SELECT id, gist FROM json_to_recordset($1::text::json) AS given (id text, gist text)`,
    JSON.stringify(apart.map((row) => ({ id: writtenAs('id', row.id), gist: row[APART.column] }))),
  )
}

const isNumber = ({ columns, name: table }: CopiedTable, column: string): boolean =>
  columns[column] === 'integer' || (table === 'orders' && column === 'version')

function writtenAs(column: string, value: Value = null): Value {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (typeof value !== 'string') return value
  if (FOUND_BY.has(column)) return keyed(value)
  return THEIRS.has(column) ? escaped(value) : value
}

/** A text that was cut stays so: nothing will be found by it. SQLite keeps no half of a character. */
function rowIn({ columns }: CopiedTable, row: Record<string, unknown>): Row {
  return Object.fromEntries(
    Object.entries(columns).map(([column, kind]): [string, Value] => {
      const value = row[column] ?? null
      if (value === null) return [column, null]
      if (kind === 'integer') return [column, Number(value)]
      if (value instanceof Uint8Array) return [column, new Uint8Array(value)]
      const isTheirs = FOUND_BY.has(column) || THEIRS.has(column)
      return [column, isTheirs ? unescaped(value).toWellFormed() : String(value)]
    }),
  )
}
