/** Statements, and what goes into them and comes out. */

import { createHash } from 'node:crypto'

export type Value = string | number | boolean | Uint8Array | null
export type Row = Record<string, unknown>
/** How many rows a statement has found, or changed, and those that it tells of. */
export type Found = readonly Row[] & { readonly count: number; readonly command: string }

/** Runs statements, in which `$.orders` is the table `orders` of ours. */
export interface Session {
  /** Sent at once, behind what was asked for before: whoever does not wait in between saves a round trip. */
  query(text: string, ...values: Value[]): Promise<Found>
}

export interface Transaction extends Session {
  /** Sent at once, too. */
  commit(): Promise<void>
}

export interface Database extends Session {
  /**
   * Runs `work` in a transaction, which is committed where `work` has not done so; what `work` throws rolls it back.
   * It may run several times.
   */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>
}

/** What we wrote ourselves. */
export const json = <T>(text: unknown): T => JSON.parse(String(text))

/** Undefined for what is not there. */
export const number = (value: unknown): number | undefined =>
  value === null || value === undefined ? undefined : Number(value)

/** Rows to be written, for `json_to_recordset($1::text::json)`. */
export const rowsOf = (all: readonly Row[]): string => JSON.stringify(all)

/** For `= ANY($1::text[])`, or of numbers. */
export const list = (all: Iterable<string | number>): string =>
  `{${[...all].map((each) => `"${String(each).replaceAll(/[\\"]/g, '\\$&')}"`).join()}}`

/** Words of ours, for `IN (…)`. */
export const words = (all: Iterable<string>): string => [...all].map((word) => `'${word}'`).join()

/** What no text in Postgres can hold, and what we write instead. */
const UNWRITABLE = /[\0\\]|\p{Surrogate}/gu

/** A text of somebody else's, as it is written: any two are different still. */
export const escaped = (text: string): string =>
  text.replaceAll(UNWRITABLE, (found) => `\\${found.charCodeAt(0).toString(16).padStart(4, '0')}`)

export const unescaped = (text: unknown): string =>
  String(text).replaceAll(/\\([0-9a-f]{4})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )

/** An index of Postgres' takes no longer text, in bytes; it may have three such. */
const LONGEST = 800

/** A text of somebody else's by which something is found; it is never read. */
export function keyed(text: string): string {
  const written = escaped(text)
  if (written.length * 3 <= LONGEST || Buffer.byteLength(written) <= LONGEST) return written
  const digest = createHash('sha256').update(written).digest('hex')
  // No text that is escaped has a backslash before this letter.
  return `${written.slice(0, 100)}\\s${digest}`
}

/** Ids of ours: of one that we never gave out, nothing is known. */
export const ourNumber = (id: string): number | undefined =>
  /^[1-9]\d{0,14}$/.test(id) ? Number(id) : undefined
