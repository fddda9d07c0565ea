/** Backup, restore, upgrade and rollback, by the commands that README.md tells an operator. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { Client } from '../testing/client.ts'
import { ENVIRONMENT } from '../testing/relay.ts'
import { folder, run, serve } from './process.ts'

const SETTINGS = { ...ENVIRONMENT, PORT: '0', STORE: 'sqlite:orders.db' }

const README = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')

/** Runs the one command of README.md that contains `words`. */
async function asToldIn(words: string, cwd: string): Promise<void> {
  const lines = README.split('\n').filter((line) => line.startsWith('npx payment-status-relay '))
  const [line, ...others] = lines.filter((each) => each.includes(words))
  if (line === undefined || others.length > 0) throw new Error(`relay/README.md: which ${words}?`)
  const args = line.replace(/#.*/, '').trim().split(/ +/).slice(2)
  expect(await run(args, cwd, SETTINGS)).toMatchObject({ code: 0 })
}

/** Serves the store, and registers an order if it is named. */
async function begin(cwd: string, order?: string) {
  const relay = await serve([], cwd, SETTINGS)
  const shop = new Client(relay.url)
  if (order !== undefined) await shop.register(order, { amount: 5000, currency: 'EUR' })
  const ids = async () =>
    (await shop.merchant('GET', '/orders')).body.orders.map(({ id }: { id: string }) => id)
  return { relay, ids, register: (id: string) => shop.register(id) }
}

it('a backup that is made while the relay runs is what it is restored to', async () => {
  const cwd = folder()
  const { relay, register } = await begin(cwd, 'A-1')
  await asToldIn('backup copy.db', cwd)
  await register('A-2')
  // As a crash would leave it, with a journal beside it.
  await relay.stop('SIGKILL')
  await asToldIn('restore copy.db', cwd)
  expect(await (await begin(cwd)).ids()).toEqual(['A-1'])
})

it('an upgrade can be taken back: the older version refuses the newer store, and has the backup', async () => {
  const cwd = folder()
  const { relay } = await begin(cwd, 'A-1')
  await asToldIn('backup before.db', cwd)
  await relay.stop('SIGTERM')

  // A newer version moves the store forward.
  const newer = new DatabaseSync(join(cwd, 'orders.db'))
  newer.exec('PRAGMA user_version = 999')
  newer.close()
  const refused = await run(['serve'], cwd, SETTINGS)
  expect(refused).toMatchObject({ code: 78, err: expect.stringContaining('newer payment-status') })

  await asToldIn('restore before.db', cwd)
  expect(await (await begin(cwd)).ids()).toEqual(['A-1'])
})
