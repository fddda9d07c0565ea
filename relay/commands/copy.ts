/** `copy`: all that one store keeps, into another that is empty. */

import { resolve } from 'node:path'
import type { Config, Environment } from '../config/config.ts'
import { copyStore, type Copied, type Source, type Target } from '../store/copy/copy.ts'
import { sqliteSource, sqliteTarget } from '../store/sqlite.ts'
import { StoreFailure } from '../store/store.ts'
import { command } from './command.ts'
import { Refusal } from './refusal.ts'
import { requireConfig } from './require-config.ts'
import { requireFolder } from './require-folder.ts'

type Kept = Exclude<Config['store'], { kind: 'memory' }>

export const copy = command({
  name: 'copy',
  summary:
    'copies all that one store keeps into another that is empty, while no relay runs on either',
  usage: 'FROM [TO]',
  details: [
    'FROM and TO are written as STORE is; without TO, it is STORE. A password in an argument is seen by',
    'whoever lists this machine’s processes: have it in STORE, or in PGPASSWORD.',
    'All of it arrives, is read back and compared, or nothing does: then run it again. The history keeps its',
    'name, so pages go on where they were. FROM stays as it is: start no relay on it again.',
  ],
  words: 2,
  options: {},
  example: 'copy sqlite:payment-status.db',

  async run({ positionals: [from, to] }, env) {
    if (!from) throw new Refusal('Copy what? copy FROM [TO]', 64)
    const source = keptAt('FROM', from, env)
    const target = keptAt('TO', to, env)
    if (isSame(source, target)) throw new Refusal('FROM and TO are the same store.', 64)
    const { rows, epoch } = await copied(source, target)
    const all = [...rows.values()].reduce((sum, count) => sum + count, 0)
    const orders = rows.get('orders') ?? 0
    process.stdout.write(
      `Copied ${all} rows, ${orders} order${orders === 1 ? '' : 's'} among them, and read them back. ` +
        `The history is called ${epoch}, as before.\n` +
        `Next: start the relay with STORE as TO was. What is in FROM ends here: start no relay on it again.\n`,
    )
  },
})

/** What is named, as STORE would be understood. */
function keptAt(what: 'FROM' | 'TO', text: string | undefined, env: Environment): Kept {
  const place = requireConfig(text === undefined ? env : { ...env, STORE: text }).config.store
  if (place.kind === 'memory') {
    throw new Refusal(
      `${what} is "memory:", which ends with its process: there is nothing to copy.`,
      64,
    )
  }
  return place
}

const isSame = (one: Kept, other: Kept): boolean =>
  one.kind === 'sqlite' && other.kind === 'sqlite' && resolve(one.path) === resolve(other.path)

async function copied(from: Kept, to: Kept): Promise<Copied> {
  try {
    const source = await sourceOf(from)
    try {
      const target = await targetOf(to)
      try {
        return await copyStore(source, target, progress())
      } finally {
        await target.close()
      }
    } finally {
      await source.close()
    }
  } catch (error) {
    if (error instanceof Refusal) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new Refusal(`${why} Nothing was copied.`, error instanceof StoreFailure ? 69 : 78)
  }
}

/** Throws, with what to do, where it is not there, or a relay has it open. */
async function sourceOf(place: Kept): Promise<Source> {
  if (place.kind === 'sqlite') return sqliteSource(place.path)
  const { postgresSource } = await import('../store/postgres/copy.ts')
  return postgresSource(place.url)
}

async function targetOf(place: Kept): Promise<Target> {
  if (place.kind === 'sqlite') {
    requireFolder(place.path)
    return sqliteTarget(place.path)
  }
  const { postgresTarget } = await import('../store/postgres/copy.ts')
  return postgresTarget(place.url)
}

/** A line that changes on a terminal; nothing in a file. */
function progress(): (table: string, rows: number) => void {
  if (!process.stdout.isTTY) return () => {}
  return (table, rows) => process.stdout.write(`\r\u001b[K${table}: ${rows}\r`)
}
