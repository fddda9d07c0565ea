import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sqliteStore } from '../sqlite.ts'
import { context, intake, registered } from '../conformance/telling.ts'
import type { Store } from '../store.ts'
import { backupFile } from './backup.ts'
import { openFile } from './file.ts'

let folder: string
let path: string
const opened: Store[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'payment-status-'))
  path = join(folder, 'relay.db')
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()))
  rmSync(folder, { recursive: true })
})

function open(file = path): Store {
  const store = sqliteStore(file)
  opened.push(store)
  return store
}

/** Another relay's process, that has opened the file or says why not; it lives until it is killed. */
function elsewhere(file: string, user?: number): ChildProcess {
  const script = `
    import { sqliteStore } from ${JSON.stringify(new URL('../sqlite.ts', import.meta.url))}
    try {
      sqliteStore(process.argv[1])
      console.log('open')
      process.stdin.resume()
    } catch (error) {
      console.log(error.message)
    }`
  return spawn(process.execPath, ['--input-type=module', '--eval', script, file], {
    stdio: ['pipe', 'pipe', 'inherit'],
    ...(user !== undefined && { uid: user, gid: user }),
  })
}

const firstWord = async ({ stdout }: ChildProcess): Promise<string> =>
  String((await once(stdout ?? process.stdin, 'data'))[0]).trim()

function anotherProgram(pragmas: string): Buffer {
  const db = new DatabaseSync(path)
  db.exec(`${pragmas}; CREATE TABLE notes (text); INSERT INTO notes VALUES ('mine')`)
  db.close()
  return readFileSync(path)
}

/** A file that is large enough to be damaged in places. */
async function largeFile(): Promise<string[]> {
  const store = sqliteStore(path)
  const ids = Array.from({ length: 300 }, (_, number) => `A-${number}`)
  await Promise.all(ids.map((id) => store.register(id, { description: id.repeat(100) }, context())))
  await store.close()
  return ids
}

const PAGE = 4096

function damage(from: number, to: number): void {
  const bytes = readFileSync(path)
  bytes.fill(0xff, from, to)
  writeFileSync(path, bytes)
}

describe('the file', () => {
  it('is synced to disk with every commit, and read while it is written', () => {
    const db = openFile(path)
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
    expect(db.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 })
    db.close()
  })

  it.skipIf(process.platform === 'win32')(
    'is for its owner’s eyes only, and so are its copies',
    () => {
      open()
      backupFile(path, join(folder, 'backup.db'))
      const names = readdirSync(folder)
      for (const ours of [
        'backup.db',
        'relay.db',
        'relay.db-lock',
        'relay.db-shm',
        'relay.db-wal',
      ]) {
        expect(names).toContain(ours)
      }
      for (const name of names) {
        expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600])
      }
    },
  )

  it('keeps the permissions that it was given', async () => {
    await sqliteStore(path).close()
    chmodSync(path, 0o640)
    open()
    expect(statSync(path).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o640)
  })

  it('keeps no byte of what was passed on, once it has arrived', async () => {
    const store = sqliteStore(path)
    const secrets = ['sk_live_in_its_body', 'sk_live_in_a_header']
    const [body = '', header = ''] = secrets.map((secret) => secret.repeat(1_000))
    await store.apply([], context(), {
      provider: 'stripe',
      headers: [['X-Secret', header]],
      body: Buffer.from(body),
    })
    await store.close()
    for (const secret of secrets) expect(readFileSync(path).includes(secret)).toBe(true)

    const again = sqliteStore(path)
    await again.settleOutgoing(1, 0, 0)
    await again.close()
    for (const secret of secrets) expect(readFileSync(path).includes(secret)).toBe(false)
  })

  it('is refused untouched where it is another program’s, whatever version that has', () => {
    for (const version of [0, 1, 2, 99]) {
      const before = anotherProgram(`PRAGMA user_version = ${version}`)
      expect(() => open()).toThrow(/relay\.db is another program's database\. Give STORE/)
      expect(readFileSync(path).equals(before)).toBe(true)
      rmSync(path)
    }
  })

  it('is refused untouched where a newer relay wrote it', () => {
    const db = openFile(path)
    db.exec('PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)')
    db.close()
    const before = readFileSync(path)
    expect(() => open()).toThrow(/relay\.db was written by a newer .*schema 99.*restore a backup/)
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  it('is refused untouched where it is none', () => {
    writeFileSync(path, 'This is a letter, and it is long enough to be a database.'.repeat(20))
    const before = readFileSync(path)
    expect(() => open()).toThrow(/relay\.db is not a database\. Give STORE a file of its own/)
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  it('is refused where its folder is missing', () => {
    const lost = join(folder, 'no', 'relay.db')
    expect(() => open(lost)).toThrow(/no\/relay\.db cannot be opened\. See that its folder exists/)
    writeFileSync(join(folder, 'no'), 'a file')
    expect(() => open(lost)).toThrow(/no\/relay\.db cannot be opened\. See that its folder exists/)
  })

  it('is refused where it may not be written to: before the first callback, not by it', async () => {
    await sqliteStore(path).close()
    // Nobody's: root may write to everything.
    const user = process.getuid?.() === 0 ? 65_534 : undefined
    chmodSync(folder, 0o777)
    chmodSync(`${path}-lock`, 0o666)
    chmodSync(path, 0o444)
    const child = elsewhere(path, user)
    expect(await firstWord(child)).toMatch(/relay\.db cannot be written to\. See who owns it/)
    await once(child, 'exit')
  })

  it.skipIf(process.getuid?.() !== 0)(
    'is refused where its folder may not be written to, and nothing is put there',
    async () => {
      await sqliteStore(path).close()
      rmSync(`${path}-lock`)
      chmodSync(path, 0o666)
      chmodSync(folder, 0o555)
      const child = elsewhere(path, 65_534)
      expect(await firstWord(child)).toMatch(/relay\.db cannot be opened\. See that its folder/)
      await once(child, 'exit')
      expect(readdirSync(folder)).toEqual(['relay.db'])
    },
  )

  it.skipIf(spawnSync('prlimit', ['--version']).status !== 0)(
    'is refused where nothing more can be written, and named',
    async () => {
      await sqliteStore(path).close()
      const script = `
        import { sqliteStore } from ${JSON.stringify(new URL('../sqlite.ts', import.meta.url))}
        try { sqliteStore(process.argv[1]) } catch (error) { console.log(error.message) }`
      const node = [process.execPath, '--input-type=module', '--eval', script, path]
      const { stdout } = spawnSync('prlimit', ['--fsize=0', ...node], { encoding: 'utf8' })
      expect(stdout).toMatch(/relay\.db (cannot be read or written|has no room left)/)
    },
  )

  it('is refused where it is damaged at its head', async () => {
    await largeFile()
    damage(0, 50)
    expect(() => open()).toThrow(/relay\.db is (damaged|not a database)\..*[Rr]estore a backup/)
  })

  it('says so where it is damaged in places, and still gives what is whole', async () => {
    const ids = await largeFile()
    damage(60 * PAGE, 70 * PAGE)
    const store = open()
    const read = await Promise.allSettled(ids.map((id) => store.order(id)))
    const lost = read.filter((each) => each.status === 'rejected')
    const found = read.filter((each) => each.status === 'fulfilled' && each.value !== undefined)
    expect(lost.length).toBeGreaterThan(0)
    expect(found.length).toBeGreaterThan(200)
    expect(found.length + lost.length).toBe(ids.length)
    for (const { reason } of lost) expect(String(reason)).toContain('malformed')
    expect(await store.apply(intake({ orderId: 'new' }), context())).toHaveLength(1)
  })
})

describe('a second relay on the file', () => {
  const refusal =
    /Another relay has the store .*relay\.db open\. Stop it first, or give this one a STORE/

  it('is refused while the first one lives, and welcome after that', async () => {
    const first = sqliteStore(path)
    expect(() => open()).toThrow(refusal)
    await registered(first, 'A')
    await first.close()
    expect(await open().order('A')).toBeDefined()
  })

  it.skipIf(process.platform === 'win32').each([
    ['link.db', 'relay.db'],
    ['relay.db', 'link.db'],
    ['link/relay.db', 'relay.db'],
  ])('is refused by whatever name: %s, then %s', (first, second) => {
    symlinkSync(path, join(folder, 'link.db'))
    symlinkSync(folder, join(folder, 'link'))
    open(join(folder, first))
    expect(() => open(join(folder, second))).toThrow(
      /Another relay has the store .* open\. Stop it/,
    )
  })

  it('is refused in another process too', async () => {
    open()
    const child = elsewhere(path)
    expect(await firstWord(child)).toMatch(refusal)
    await once(child, 'exit')
  })

  it('is welcome once the first one’s process was killed', async () => {
    const child = elsewhere(path)
    expect(await firstWord(child)).toBe('open')
    expect(() => open()).toThrow(refusal)
    child.kill('SIGKILL')
    await once(child, 'exit')
    await registered(open(), 'A')
  })

  it('is welcome where the first one was refused the file', () => {
    anotherProgram('')
    expect(() => open()).toThrow(/another program/)
    rmSync(path)
    expect(open().epoch).toMatch(/^[0-9a-f]{12}$/)
  })
})

describe('a file that is removed or replaced while the relay runs', () => {
  const refusal = /relay\.db was removed or replaced while the relay runs\. Put it back, or restart/
  const away = () => join(folder, 'away.db')

  it('is not written to, until it is put back', async () => {
    const store = open()
    await registered(store, 'A')
    renameSync(path, away())
    await expect(store.apply(intake({ orderId: 'A' }), context())).rejects.toThrow(refusal)
    await expect(store.probe()).rejects.toThrow(refusal)
    await expect(store.renewEpoch(store.epoch)).rejects.toThrow(refusal)

    renameSync(away(), path)
    await store.probe()
    expect(await store.apply(intake({ orderId: 'A' }), context())).toHaveLength(1)
  })

  it('is not written to where another one took its place', async () => {
    const store = open()
    renameSync(path, away())
    copyFileSync(away(), path)
    await expect(store.register('A', {}, context())).rejects.toThrow(refusal)
    renameSync(away(), path)
    await registered(store, 'A')
  })

  it('keeps the epoch where a new one could not be written down', async () => {
    const store = open()
    const { epoch } = store
    renameSync(path, away())
    await expect(store.renewEpoch(store.epoch)).rejects.toThrow(refusal)
    expect(store.epoch).toBe(epoch)
    renameSync(away(), path)
  })

  it('lets the relay close', async () => {
    const store = sqliteStore(path)
    rmSync(path)
    await store.close()
    expect(() => open()).toThrow(
      /relay\.db is gone, and its journal .*relay\.db-wal is still there/,
    )
    rmSync(`${path}-wal`)
    expect(open().epoch).not.toBe(store.epoch)
  })
})

describe('a backup', () => {
  const to = () => join(folder, 'backup.db')

  it('holds what was promised when it was made, all of it or nothing of a step', async () => {
    const store = open()
    const promised = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        store.apply(intake({ orderId: `A-${n}`, payment: `p${n}` }), context()),
      ),
    )
    const underWay = Array.from({ length: 20 }, (_, n) => {
      const pair = [
        ...intake({ orderId: `B-${n}`, payment: `q${n}` }),
        ...intake({ orderId: `C-${n}`, payment: `r${n}` }),
      ]
      return store.apply(pair, context())
    })
    backupFile(path, to())
    await Promise.all(underWay)
    expect(await store.order('B-0')).toBeDefined()

    const copy = open(to())
    for (const order of promised.flat()) expect(await copy.order(order.id)).toEqual(order)
    for (const n of Array.from({ length: 20 }).keys()) {
      const pair = [await copy.order(`B-${n}`), await copy.order(`C-${n}`)]
      expect(pair.filter((order) => order !== undefined)).not.toHaveLength(1)
    }
  })

  it('is whole while another process writes', async () => {
    await sqliteStore(path).close()
    const script = `
      import { sqliteStore } from ${JSON.stringify(new URL('../sqlite.ts', import.meta.url))}
      const store = sqliteStore(process.argv[1])
      for (let n = 0; ; n += 1) {
        const context = { now: 0, retention: 0 }
        await Promise.all([n, -n].map((id) => store.register('A' + id, { description: 'x'.repeat(2000) }, context)))
        if (n === 20) console.log('writing')
      }`
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    expect(await firstWord(child)).toBe('writing')
    const copies = ['1', '2', '3'].map((name) => join(folder, `${name}.db`))
    for (const copy of copies) backupFile(path, copy)
    child.kill('SIGKILL')
    await once(child, 'exit')

    for (const copy of copies) {
      const db = new DatabaseSync(copy)
      expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
      const { pairs } =
        db.prepare("SELECT count(*) AS pairs FROM orders WHERE id <> 'A0'").get() ?? {}
      expect(Number(pairs)).toBeGreaterThanOrEqual(40)
      expect(Number(pairs) % 2).toBe(0)
      db.close()
      expect(await open(copy).order('A-20')).toBeDefined()
    }
  })

  it('has an epoch of its own, and leaves the file’s as it is', async () => {
    const { epoch } = open()
    backupFile(path, to())
    const copy = open(to())
    expect(copy.epoch).toMatch(/^[0-9a-f]{12}$/)
    expect(copy.epoch).not.toBe(epoch)
    await opened.shift()?.close()
    expect(open().epoch).toBe(epoch)
  })

  it('can be made where no relay runs', async () => {
    const store = sqliteStore(path)
    await registered(store, 'A')
    await store.close()
    backupFile(path, to())
    expect(await open(to()).order('A')).toBeDefined()
  })

  it('never replaces a file', async () => {
    await sqliteStore(path).close()
    writeFileSync(to(), 'precious')
    expect(() => backupFile(path, to())).toThrow(
      /backup\.db is there already\. Choose another name/,
    )
    expect(readFileSync(to(), 'utf8')).toBe('precious')
  })

  it('takes the place of what an interrupted one left', async () => {
    await sqliteStore(path).close()
    writeFileSync(`${to()}.partial`, 'half')
    backupFile(path, to())
    expect(open(to()).epoch).toMatch(/^[0-9a-f]{12}$/)
    expect(existsSync(`${to()}.partial`)).toBe(false)
  })

  const refused: [what: string, make: () => unknown, says: RegExp][] = [
    ['there is no file', () => {}, /There is no store .*relay\.db/],
    ['the file is another program’s', () => anotherProgram(''), /another program's database/],
    ['the file is no database', () => writeFileSync(path, 'letter '.repeat(500)), /not a database/],
    [
      'the file is damaged',
      async () => {
        await largeFile()
        damage(60 * PAGE, 70 * PAGE)
      },
      /relay\.db is damaged/,
    ],
  ]
  it.each(refused)('is refused where %s, and leaves nothing behind', async (_, make, says) => {
    await make()
    const before = readdirSync(folder)
    expect(() => backupFile(path, to())).toThrow(says)
    const made = readdirSync(folder).filter((file) => !before.includes(file))
    expect(made.filter((file) => file.startsWith('backup'))).toEqual([])
  })
})
