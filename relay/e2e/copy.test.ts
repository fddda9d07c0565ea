/** `copy`, as an operator runs it. */

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sqliteStore } from '../store/sqlite.ts'
import { Client } from '../testing/client.ts'
import { subscribe } from '../testing/page.ts'
import { ENVIRONMENT } from '../testing/relay.ts'
import { folder, hasScript, onTerminal, run, serve } from './process.ts'

const FROM = 'sqlite:orders.db'
const NOBODY = 'postgres://shop:hunter2@127.0.0.1:1/shop'
const settings = (more: object = {}) => ({ ...ENVIRONMENT, PORT: '0', STORE: FROM, ...more })

describe('copy', () => {
  it('lets a page go on where it was: the same history, nothing told anew, and what comes next', async () => {
    const cwd = folder()
    const before = await serve([], cwd, settings())
    const { token } = await new Client(before.url).register('A-1', { amount: 500, currency: 'EUR' })
    const page = await new Client(before.url).connect()
    const { orders } = await page.ask(subscribe(token, 'A-1'))
    const { id, epoch, version, seal } = orders[0]
    expect(await before.stop('SIGTERM')).toBe(0)

    const { code, out, err } = await run(['copy', FROM, 'sqlite:new.db'], cwd, settings())
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^Copied \d+ rows, 1 order among them, and read them back\./)
    expect(out).toContain(epoch)

    const after = await serve([], cwd, settings({ STORE: 'sqlite:new.db' }))
    const again = await new Client(after.url).connect()
    const known = { id, epoch, version, seal }
    // Nothing is newer: so it is told no more than that.
    expect(await again.ask({ type: 'subscribe', orders: [known], token })).toEqual({
      type: 'subscribed',
      orders: [{ id, epoch, version }],
    })
    await new Client(after.url).update('A-1', { status: 'succeeded' })
    expect(await again.next()).toMatchObject({ order: { epoch, version: version + 1 } })
  })

  it('goes to STORE where no other place is named', async () => {
    const cwd = folder()
    const store = sqliteStore(join(cwd, 'orders.db'))
    const { epoch } = store
    await store.close()
    const { code, out } = await run(['copy', FROM], cwd, settings({ STORE: 'sqlite:new.db' }))
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining(epoch) })
  })

  it.each([
    ['nothing is named', [], {}, 64, 'Copy what?'],
    ['there is nothing at FROM', ['sqlite:none.db', 'sqlite:new.db'], {}, 78, 'no store none.db'],
    ['FROM is no store', ['nonsense', 'sqlite:new.db'], {}, 78, 'STORE'],
    ['FROM is in memory', ['memory:', 'sqlite:new.db'], {}, 64, 'FROM is "memory:"'],
    ['TO is in memory', [FROM, 'memory:'], {}, 64, 'TO is "memory:"'],
    ['both are one', [FROM, 'sqlite:./orders.db'], {}, 64, 'the same store'],
    ['TO is no address', [FROM, 'postgres://hunter2@'], {}, 78, 'must be postgres://'],
    ['nobody is there', [FROM, NOBODY], {}, 69, 'cannot be reached'],
    ['TO has no folder', [FROM, 'sqlite:no/new.db'], {}, 78, 'no folder no'],
  ] as const)('refuses where %s', async (_, places, more, exitCode, named) => {
    const cwd = folder()
    await sqliteStore(join(cwd, 'orders.db')).close()
    const before = readdirSync(cwd)
    const { code, out, err } = await run(['copy', ...places], cwd, settings(more))
    expect({ code, out }).toEqual({ code: exitCode, out: '' })
    expect(err).toContain(named)
    expect(err).not.toContain('hunter2')
    expect(readdirSync(cwd)).toEqual(before)
  })

  it('copies nothing while a relay runs', async () => {
    const cwd = folder()
    await serve([], cwd, settings())
    const { code, err } = await run(['copy', FROM, 'sqlite:new.db'], cwd, settings())
    expect({ code, err }).toEqual({
      code: 78,
      err: expect.stringMatching(/Another relay has the store.*Nothing was copied/),
    })
  })

  it.skipIf(!hasScript)('shows on a terminal how far it is', async () => {
    const cwd = folder()
    await sqliteStore(join(cwd, 'orders.db')).close()
    expect(await onTerminal(['copy', FROM, 'sqlite:new.db'], cwd, settings())).toContain('meta: 1')
  })
})

describe.each(['backup', 'restore'])('%s', (name) => {
  it('says that Postgres has tools of its own for it, and which', async () => {
    const { code, out, err } = await run([name, 'file'], folder(), settings({ STORE: NOBODY }))
    expect({ code, out }).toEqual({ code: 78, out: '' })
    expect(err).toMatch(/pg_(dump|restore) --/)
    expect(err).not.toContain('hunter2')
  })
})
