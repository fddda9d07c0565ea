import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { NO_POSTGRES, postgresBin, testPostgres, type TestPostgres } from '../testing/postgres.ts'
import { NO_REDIS, redisServer, testRedis, type TestRedis } from '../testing/redis.ts'
import { SharedLine } from '../testing/shared-bus.ts'
import { alone } from './alone.ts'
import { tellsOthers } from './conformance.ts'
import { Line, type SessionListener } from './line.ts'
import { postgresBus } from './postgres-bus.ts'
import { redisBus } from './redis-bus.ts'

describe('a bus in one process', () => {
  const lines = new Map<string, SharedLine>()
  const lineOf = (channel: string) => {
    const line = lines.get(channel) ?? new SharedLine()
    lines.set(channel, line)
    return line
  }
  tellsOthers('a shared line', () => ({
    open: (channel) => lineOf(channel).bus(),
    cut: async () => lines.forEach((line) => line.cut()),
    mend: async () => lines.forEach((line) => line.mend()),
  }))
})

describe.skipIf(!redisServer)(redisServer ? 'Redis' : NO_REDIS, () => {
  let redis: TestRedis
  beforeAll(async () => void (redis = await testRedis()))
  afterAll(() => redis?.stop())
  tellsOthers('pub/sub', () => ({
    open: (channel) => redisBus(redis.url, channel),
    cut: () => redis.kill(),
    mend: () => redis.start(),
  }))

  it('says in a word why nobody is reached, and not by which password', async () => {
    const bus = redisBus(redis.url.replace('redis-', 'wrong-secret-'), 'test')
    const why = await new Promise<string>((resolve) => {
      bus.listen({ hear() {}, lost: resolve, back() {}, answer: () => [] })
    })
    expect(why).toBe('WRONGPASS')
    await bus.close()
  })
})

describe.skipIf(!postgresBin)(postgresBin ? 'Postgres' : NO_POSTGRES, () => {
  let server: TestPostgres
  beforeAll(async () => void (server = await testPostgres()))
  afterAll(() => server?.stop())
  tellsOthers('LISTEN and NOTIFY', () => ({
    open: (channel) => postgresBus(placeOf(server, 'relay'), channel),
    cut: () => server.kill(),
    mend: () => server.start(),
  }))

  it('says in a word why nobody is reached, and not by which password', async () => {
    const bus = postgresBus(placeOf(server, 'nobody:wrong-secret'), 'test')
    const why = await new Promise<string>((resolve) => {
      bus.listen({ hear() {}, lost: resolve, back() {}, answer: () => [] })
    })
    expect(why).toBe('28000')
    await bus.close()
  })
})

const placeOf = ({ folder, port }: TestPostgres, user: string) => ({
  url: `postgres://${user}@localhost:${port}/postgres`,
  path: `${folder}/.s.PGSQL.${port}`,
})

/** Tells which of the packages a program loads. */
const WATCH = `
  import { registerHooks } from 'node:module'
  registerHooks({
    resolve(name, context, next) {
      const found = next(name, context)
      const [, id] = /node_modules\\/(redis|@redis|postgres)\\//.exec(found.url) ?? []
      if (id) process.stdout.write(id + '\\n')
      return found
    },
  })`

/** What is loaded where the bus is opened that these settings name. */
async function loadedWith(fanOut: string): Promise<string[]> {
  const program = `
    await import('./relay/index.ts')
    await import('./relay/commands/serve.ts')
    const { openBus } = await import('./relay/nodes/open-bus.ts')
    const bus = await openBus({ fanOut: ${fanOut} })
    await bus.close()`
  const hook = `data:text/javascript,${encodeURIComponent(WATCH)}`
  const args = ['--import', hook, '--input-type=module', '--eval', program]
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: join(import.meta.dirname, '../..'),
  })
  return [...new Set(stdout.split('\n').filter(Boolean))]
}

describe('a node alone', () => {
  it('loads neither of the packages by which others hear each other', async () => {
    expect(await loadedWith('undefined')).toEqual([])
    const url = 'redis://127.0.0.1:1'
    expect(await loadedWith(JSON.stringify({ kind: 'redis', url, channel: 'shop' }))).toContain(
      'redis',
    )
  })

  it('has nobody to tell or to ask, and waits for nobody', async () => {
    alone.tell({ of: 'shown', id: 'k3f9-12' })
    expect(await alone.ask({ about: 'everybody' }, 60_000)).toEqual([])
    expect(alone.isConnected).toBe(true)
    await alone.close()
  })
})

describe('a line on which nothing is heard, though nobody has ended it', () => {
  /** One whose other end is `dead` from the beginning, or hears. */
  function begin(isDead: boolean) {
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'] })
    const happened: string[] = []
    const connect = async ({ hear }: SessionListener) => ({
      say: async (text: string) => void (isDead || hear(text)),
      end: async () => void happened.push('ended'),
    })
    const line = new Line(connect, 'it is me', {
      hear: (text) => void happened.push(text),
      lost: (why) => void happened.push(why),
      back: () => void happened.push('back'),
    })
    onTestFinished(async () => {
      vi.useRealTimers()
      await line.close()
    })
    return { line, happened }
  }

  it('is taken up anew', async () => {
    const { happened } = begin(true)
    await vi.advanceTimersByTimeAsync(40_000)
    expect(happened.slice(0, 3)).toEqual(['back', 'ended', 'SILENT'])
  })

  it('is told from one on which nobody has anything to say', async () => {
    const { line, happened } = begin(false)
    await vi.advanceTimersByTimeAsync(600_000)
    expect(happened).toEqual(['back'])
    line.say('something')
    expect(happened).toEqual(['back', 'something'])
  })
})
