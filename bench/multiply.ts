/**
 * Makes many orders of the one that a relay has stored: faster than any relay could be told of them, and without
 * knowing its tables. Whatever row speaks of the order is copied, and speaks of another.
 */

import { DatabaseSync } from 'node:sqlite'

/** The name of each: all are of one length, and the first is the one to be copied. */
export const orderName = (index: number): string => `ORD-${String(index).padStart(8, '0')}`

/** `path`: a SQLite file that nobody has open. */
export function multiply(path: string, orders: number): void {
  const db = new DatabaseSync(path)
  // Nobody will miss it if this does not come to its end.
  db.exec(`
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA cache_size = -262144;
    PRAGMA temp_store = MEMORY;
    BEGIN;
  `)
  for (const { name } of db.prepare(TABLES).all()) {
    const columns = db.prepare(COLUMNS).all(String(name)).map(columnOf)
    copyRows(db, String(name), columns, orders)
  }
  db.exec('COMMIT; PRAGMA journal_mode = WAL')
  db.close()
}

const TABLES = `
  SELECT name FROM pragma_table_list
  WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'
`
/** But those that SQLite numbers by itself. */
const COLUMNS = `
  SELECT name, type FROM pragma_table_info(?) WHERE NOT (type = 'INTEGER' AND pk = 1)
`

interface Column {
  name: string
  isText: boolean
}

const columnOf = ({ name, type }: Record<string, unknown>): Column => ({
  name: `"${String(name)}"`,
  isText: type === 'TEXT',
})

function copyRows(db: DatabaseSync, table: string, columns: readonly Column[], orders: number) {
  const seed = orderName(0)
  const texts = columns.filter(({ isText }) => isText)
  if (texts.length === 0) return
  const speaksOfIt = texts.map(({ name }) => `instr(${name}, '${seed}')`).join(' OR ')
  const names = columns.map(({ name }) => name).join(', ')
  const copies = columns.map(({ name, isText }) =>
    isText ? `replace(${name}, '${seed}', other)` : name,
  )
  db.exec(`
    CREATE TEMP TABLE seed AS SELECT ${names} FROM main."${table}" WHERE ${speaksOfIt};
    WITH RECURSIVE
      others (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM others WHERE i < ${orders - 1}),
      named AS (SELECT printf('ORD-%08d', i) AS other FROM others)
    INSERT INTO main."${table}" (${names}) SELECT ${copies.join(', ')} FROM named CROSS JOIN seed;
    DROP TABLE seed;
  `)
}
