/**
 * Connections to Postgres. Once one is lost, or does not answer in time, they are all given up for new ones: what is asked
 * for then finds Postgres again as soon as it is back, or another that has taken its place.
 */

import postgres from 'postgres'
import { StoreFailure } from '../store.ts'
import { applicationName, type Address } from './address.ts'
import { Entangled, failureOf, Unreachable } from './failure.ts'
import { Sessions } from './sessions.ts'
import type { Database, Found, Transaction, Value } from './sql.ts'

/** Nobody waits longer for an answer, in ms: a request that waits must be told in time that it waits in vain. */
const PATIENCE = 10_000

/** Postgres itself gives up before that, so that nothing goes on of which nobody hears. In ms. */
const LIMITS = [
  ['statement_timeout', 8_000],
  ['lock_timeout', 5_000],
  // A node that died in the middle holds up nobody for longer.
  ['idle_in_transaction_session_timeout', 8_000],
] as const
const LIMIT = `SELECT ${LIMITS.map(([name, ms]) => `set_config('${name}', '${ms}', true)`).join()}`

/** In s. */
const CONNECT = 5
const IDLE = 60
/** What is under way on connections that are given up has so long. */
const FAREWELL = 5

const ATTEMPTS = 8

export interface Options {
  /** So many connections. */
  max: number
  /** How long an answer may take, in ms. */
  patience?(): number
}

interface Pool {
  sql: postgres.Sql
  sessions: Sessions
}

export interface Connections extends Database {
  close(): Promise<void>
}

export function connect(
  address: Address,
  { max, patience = () => PATIENCE }: Options,
): Connections {
  let pool = open()
  let isClosed = false
  const texts = new Map<string, string>()

  function open(): Pool {
    const made = (size: number, onclose: () => void = () => {}) =>
      postgres(address.url, {
        max: size,
        ...(address.path && { path: address.path }),
        connect_timeout: CONNECT,
        idle_timeout: IDLE,
        max_lifetime: null,
        // We neither give nor take arrays.
        fetch_types: false,
        onclose,
        onnotice() {},
        connection: { application_name: applicationName(address.schema) },
      })
    return { sql: made(max), sessions: new Sessions((closed) => made(1, closed), max) }
  }

  function end({ sql, sessions }: Pool): Promise<unknown> {
    const why = new Unreachable('The connections to Postgres were given up.')
    return Promise.all([sql.end({ timeout: FAREWELL }), sessions.end(FAREWELL, why)])
  }

  function giveUp(lost: Pool): void {
    if (isClosed || pool !== lost) return
    pool = open()
    end(lost).catch(() => {})
  }

  /** Rejects with a StoreFailure. */
  async function answered<T>(of: Pool, work: Promise<T>): Promise<T> {
    const { promise: late, reject } = Promise.withResolvers<never>()
    const ms = patience()
    const timer = setTimeout(
      () => reject(new Unreachable(`Postgres has not answered in ${ms / 1000} s.`)),
      ms,
    )
    try {
      return await Promise.race([work, late])
    } catch (cause) {
      if (cause instanceof Unreachable) giveUp(of)
      throw cause
    } finally {
      clearTimeout(timer)
    }
  }

  /** Sends it now. */
  async function send(on: postgres.Sql, text: string, values: readonly Value[]): Promise<Found> {
    let written = texts.get(text)
    if (written === undefined) {
      written = text.replaceAll('$.', `${address.schema}.`)
      texts.set(text, written)
    }
    try {
      // Now: otherwise it would leave only once somebody waits for it, and what is asked for later might be before it.
      return await on.unsafe(written, [...values], { prepare: true }).execute()
    } catch (cause) {
      throw failureOf(cause)
    }
  }

  async function once<T>(
    { sessions }: Pool,
    work: (transaction: Transaction) => Promise<T>,
  ): Promise<T> {
    const { on, release } = await sessions.take().catch((cause: unknown) => {
      throw failureOf(cause)
    })
    let failed: unknown
    /** Nobody may wait for it: it is told of by the commit. */
    const quietly = <T>(sent: Promise<T>): Promise<T> => {
      sent.catch((cause: unknown) => void (failed ??= cause))
      return sent
    }
    let committed: Promise<void> | undefined
    const commit = async () => {
      const { command } = await send(on, 'COMMIT', [])
      // So Postgres says that something before it failed.
      if (command !== 'COMMIT') {
        throw failed ?? new StoreFailure('Postgres has taken back a transaction.')
      }
    }
    try {
      const begun = [quietly(send(on, 'BEGIN', [])), quietly(send(on, LIMIT, []))]
      const value = await work({
        query: (text, ...values) => quietly(send(on, text, values)),
        commit: () => (committed ??= quietly(commit())),
      })
      await Promise.all(begun)
      await (committed ?? commit())
      release()
      return value
    } catch (cause) {
      // Where Postgres is not reached, no session is: they are all given up.
      if (cause instanceof Unreachable) throw cause
      await send(on, 'ROLLBACK', [])
      release()
      throw cause
    }
  }

  return {
    query(text, ...values) {
      const of = pool
      return answered(of, send(of.sql, text, values))
    },
    async transaction(work) {
      for (let attempt = 1; ; attempt++) {
        const of = pool
        try {
          return await answered(of, once(of, work))
        } catch (cause) {
          if (!(cause instanceof Entangled) || attempt === ATTEMPTS) throw cause
        }
      }
    },
    async close() {
      isClosed = true
      await end(pool)
    },
  }
}
