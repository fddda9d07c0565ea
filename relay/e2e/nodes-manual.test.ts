/** NODES.md: what it tells an operator to run, run with a real Postgres. */

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Sql } from 'postgres'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { Client } from '../testing/client.ts'
import { NO_POSTGRES, postgresBin, testPostgres, type TestPostgres } from '../testing/postgres.ts'
import { ENVIRONMENT } from '../testing/relay.ts'
import { folder, inherited, run, serve } from './process.ts'

if (!postgresBin) console.warn(NO_POSTGRES)

const MANUAL = readFileSync(join(import.meta.dirname, '../NODES.md'), 'utf8')

/** The snippet of the manual that contains `words`. */
function snippet(words: string): string {
  const all = [...MANUAL.matchAll(/^```\w+\n([^]*?)^```$/gm)].map(([, text = '']) => text.trim())
  const [found, ...others] = all.filter((text) => text.includes(words))
  if (found === undefined || others.length > 0) throw new Error(`relay/NODES.md: which ${words}?`)
  return found
}

describe.skipIf(!postgresBin || !inject('isLong'))('NODES.md', { tags: 'long' }, () => {
  let server: TestPostgres
  let admin: Sql
  beforeAll(async () => {
    server = await testPostgres()
    admin = server.connect()
    for (const statement of snippet('CREATE ROLE').split(';\n')) await admin.unsafe(statement)
  })
  afterAll(async () => {
    await admin?.end()
    await server?.stop()
  })

  const database = () =>
    `postgres://payment_status@localhost:${server.port}/payment_status?host=${encodeURIComponent(server.folder)}`
  const settings = (store: string) => ({ ...ENVIRONMENT, PORT: '0', STORE: store })

  /** As a shell would, with `store` in the environment. */
  async function asTold(words: string, cwd: string, store: string): Promise<string> {
    const args = snippet(words).replaceAll('"$STORE"', store).split(/ +/).slice(2)
    const { code, out, err } = await run(args, cwd, settings(store))
    expect({ code, err }).toEqual({ code: 0, err: '' })
    return out
  }

  function inShell(words: string, cwd: string): void {
    const { PATH, ...rest } = inherited()
    const { status, stderr } = spawnSync('sh', ['-ec', snippet(words)], {
      cwd,
      encoding: 'utf8',
      env: { ...rest, PATH: [postgresBin, PATH].join(delimiter), DATABASE: database() },
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  }

  async function serving(cwd: string, store: string, ...args: string[]) {
    const relay = await serve(args, cwd, settings(store))
    const shop = new Client(relay.url)
    const seen = async (id: string) => (await shop.merchant('GET', `/orders/${id}`)).body
    return { shop, seen, stop: () => relay.stop('SIGTERM') }
  }

  it('moves a store from SQLite to Postgres, and back: the same orders, in the same history', async () => {
    const cwd = folder()
    const before = await serving(cwd, 'sqlite:payment-status.db')
    await before.shop.register('A-1', { amount: 500, currency: 'EUR' })
    const told = await before.seen('A-1')
    await before.stop()

    const store = `${database()}&schema=moved`
    expect(await asTold('copy sqlite:', cwd, store)).toContain(told.epoch)
    const node = await serving(cwd, store)
    expect(await node.seen('A-1')).toEqual(told)
    await node.shop.update('A-1', { status: 'succeeded' })
    const paid = await node.seen('A-1')
    await node.stop()

    expect(await asTold('copy "$STORE"', cwd, store)).toContain(told.epoch)
    const back = await serving(cwd, 'sqlite:back.db')
    expect(await back.seen('A-1')).toEqual(paid)
    expect(paid).toMatchObject({ epoch: told.epoch, version: told.version + 1 })
  })

  it('puts a dump back, in a history of another name', async () => {
    const cwd = folder()
    const first = await serving(cwd, database())
    await first.shop.register('A-1', { amount: 500, currency: 'EUR' })
    inShell('pg_dump', cwd)
    await first.shop.register('A-2', { amount: 500, currency: 'EUR' })
    const { epoch } = await first.seen('A-1')
    await first.stop()

    inShell('pg_restore', cwd)
    const again = await serving(cwd, database(), 'serve', '--new-epoch')
    expect((await again.shop.merchant('GET', '/orders/A-2')).status).toBe(404)
    const restored = await again.seen('A-1')
    expect(restored).toMatchObject({ id: 'A-1', version: 1 })
    expect(restored.epoch).not.toBe(epoch)
  })
})
