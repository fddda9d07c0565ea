import { spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { jwtVerify } from 'jose'
import { describe, expect, inject, it, onTestFinished, vi } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import { COMMANDS } from '../commands/commands.ts'
import { helpOf } from '../commands/help.ts'
import { follow, pause } from '../commands/tail-follow.ts'
import { lineOf } from '../commands/tail-line.ts'
import type { Environment } from '../config/config.ts'
import { MINIMUM, tooOld } from '../node-version.ts'
import type { Snapshot } from '../protocol.ts'
import { snapshotOf } from '../order/snapshot.ts'
import { sqliteStore } from '../store/sqlite.ts'
import { API_KEY, Client } from '../testing/client.ts'
import { type Frame } from '../testing/page.ts'
import { ENVIRONMENT } from '../testing/relay.ts'
import { folder, hasScript, inherited, onTerminal, run, serve } from './process.ts'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))

function commandNamed(name: string) {
  const command = COMMANDS.get(name)
  if (!command) throw new Error(`There is no command ${name}.`)
  return command
}

const settings = (more: object = {}): Environment => ({
  ...ENVIRONMENT,
  PORT: '0',
  STORE: 'sqlite:orders.db',
  ...more,
})

describe('backup', () => {
  it('copies a running relay’s store: the same orders, and a history of another name', async () => {
    const cwd = folder()
    const { url, port } = await serve([], cwd, settings())
    const client = new Client(url)
    const { token } = await client.register('A-1', { amount: 5000, currency: 'EUR' })
    await client.update('A-1', { status: 'succeeded', receipt: 'R-1' })
    const { seal: _, ...original } = (await client.order('A-1', token)).body

    const { code, out, err } = await run(['backup', 'copy.db'], cwd, settings({ PORT: port }))
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out.trim().split('\n')).toEqual([expect.stringMatching(/copy\.db.*new name/)])

    const copy = sqliteStore(join(cwd, 'copy.db'))
    onTestFinished(() => copy.close())
    expect(copy.epoch).not.toBe(original.epoch)
    const order = await copy.order('A-1')
    expect(order && snapshotOf(order, original.epoch)).toEqual(original)

    // The relay goes on, by the name that it had.
    expect((await client.update('A-1', { status: 'refunded' })).order).toMatchObject({
      epoch: original.epoch,
      version: original.version + 1,
    })
  })

  it('may be read by those only who may read the store', async () => {
    const cwd = folder()
    await serve([], cwd, settings())
    chmodSync(join(cwd, 'orders.db'), 0o600)
    await run(['backup', 'copy.db'], cwd, settings())
    expect(statSync(join(cwd, 'copy.db')).mode & 0o777).toBe(0o600)
  })

  it.each([
    ['no file is named', [], {}, 64, 'FILE'],
    ['two files are', ['copy.db', 'another.db'], {}, 64, 'FILE'],
    ['the store is in memory', ['copy.db'], { STORE: 'memory:' }, 78, 'memory:'],
    ['there is no store', ['copy.db'], { STORE: 'sqlite:none.db' }, 78, 'none.db'],
    ['the file is there', ['there.db'], {}, 73, 'there.db'],
    ['its folder is not', ['no/copy.db'], {}, 73, 'no'],
    ['the store is no database', ['copy.db'], { STORE: 'sqlite:there.db' }, 1, 'there.db'],
    ['a setting is wrong', ['copy.db'], { API_KEYS: '' }, 78, 'API_KEYS'],
  ] as const)('refuses where %s', async (_, files, more, exitCode, named) => {
    const cwd = folder()
    writeFileSync(join(cwd, 'orders.db'), '')
    writeFileSync(join(cwd, 'there.db'), 'Somebody’s letters.'.repeat(100))
    const { code, out, err } = await run(['backup', ...files], cwd, settings(more))
    expect({ code, out }).toEqual({ code: exitCode, out: '' })
    expect(err).toContain(named)
    expect(err).not.toContain('    at ')
    expect(existsSync(join(cwd, 'copy.db'))).toBe(false)
    expect(readFileSync(join(cwd, 'there.db'), 'utf8')).toContain('letters')
  })
})

describe('serve --new-epoch', () => {
  it.runIf(inject('isLong'))(
    'names the history anew, and says so; the orders stay',
    { tags: 'long' },
    async () => {
      const cwd = folder()
      const first = await serve([], cwd, settings())
      const client = new Client(first.url)
      const { order } = await client.register('A-1', { amount: 5000, currency: 'EUR' })
      await first.stop('SIGTERM')

      const renewed = await serve(['serve', '--new-epoch'], cwd, settings({ PORT: first.port }))
      const { body } = await client.merchant('GET', '/orders/A-1')
      expect(body).toMatchObject({ version: order.version, amount: 5000 })
      expect(body.epoch).not.toBe(order.epoch)
      expect(renewed.said()).toContain(body.epoch)

      // Once is enough: it is on disk.
      await renewed.stop('SIGTERM')
      await serve([], cwd, settings({ PORT: first.port }))
      expect((await client.merchant('GET', '/orders/A-1')).body.epoch).toBe(body.epoch)
    },
  )

  it.runIf(inject('isLong'))('goes with --demo', { tags: 'long' }, async () => {
    const { said } = await serve(['serve', '--demo', '--new-epoch'], folder(), { PORT: '0' })
    expect(said()).toMatch(/new name: \w+/)
  })
})

describe('serve refuses a store', () => {
  const refused = async (cwd: string, more: object = {}) => {
    const { code, out, err } = await run([], cwd, settings(more))
    expect({ code, out }).toEqual({ code: 78, out: '' })
    expect(err).not.toContain('    at ')
    return err
  }

  it('that another relay has open', async () => {
    const cwd = folder()
    await serve([], cwd, settings())
    expect(await refused(cwd)).toMatch(/another relay.*orders\.db/i)
  })

  it('that a newer version wrote', async () => {
    const cwd = folder()
    await (await serve([], cwd, settings())).stop('SIGTERM')
    const db = new DatabaseSync(join(cwd, 'orders.db'))
    db.exec('PRAGMA user_version = 999')
    db.close()
    expect(await refused(cwd)).toMatch(/orders\.db.*newer.*999/)
  })

  it('that is another program’s', async () => {
    const cwd = folder()
    const db = new DatabaseSync(join(cwd, 'orders.db'))
    db.exec('CREATE TABLE songs (title TEXT)')
    db.close()
    expect(await refused(cwd)).toMatch(/orders\.db.*another program/)
  })

  it('that is damaged, or no database at all', async () => {
    const cwd = folder()
    await (await serve([], cwd, settings())).stop('SIGTERM')
    const file = join(cwd, 'orders.db')
    writeFileSync(file, readFileSync(file).fill(0xff, 100))
    expect(await refused(cwd)).toMatch(/orders\.db.*damaged/)
    writeFileSync(file, 'Dear diary, '.repeat(100))
    expect(await refused(cwd)).toMatch(/orders\.db.*not a database/)
  })

  it('whose folder is missing', async () => {
    expect(await refused(folder(), { STORE: 'sqlite:no/such/orders.db' })).toMatch(
      /no folder no\/such /,
    )
  })
})

describe('serve', () => {
  it.runIf(inject('isLong'))(
    'refuses a backup that was copied over a crashed store, and goes on once it is restored',
    { tags: 'long' },
    async () => {
      const cwd = folder()
      const first = await serve([], cwd, settings())
      await new Client(first.url).register('A-1', { amount: 5000, currency: 'EUR' })
      await run(['backup', 'backup.db'], cwd, settings())
      await new Client(first.url).register('A-2', { amount: 5000, currency: 'EUR' })
      await first.stop('SIGKILL')
      copyFileSync(join(cwd, 'backup.db'), join(cwd, 'orders.db'))

      const mixed = await run([], cwd, settings())
      expect(mixed).toMatchObject({ code: 78, out: '' })
      expect(mixed.err).toMatch(/orders\.db-wal was written for another file.*restore FILE/)

      const restored = await run(['restore', 'backup.db'], cwd, settings())
      expect(restored).toMatchObject({ code: 0, err: '' })
      expect(restored.out).toMatch(
        /1 order\..*history is called \w+[^]*before: .*orders\.db\.replaced-/,
      )
      const { url, said } = await serve([], cwd, settings())
      const client = new Client(url)
      const { body } = await client.merchant('GET', '/orders/A-1')
      expect(restored.out).toContain(body.epoch)
      expect((await client.merchant('GET', '/orders/A-2')).status).toBe(404)
      expect(said()).not.toContain('HISTORY LOST')
    },
  )

  it('leaves nothing lying about where it refuses a store', async () => {
    const cwd = folder()
    writeFileSync(join(cwd, 'orders.db'), 'Dear diary, '.repeat(100))
    expect(await run([], cwd, settings())).toMatchObject({ code: 78 })
    expect(readdirSync(cwd)).toEqual(['orders.db'])
  })

  it('says nothing but JSON, a line each, to who is no terminal: ready at any LOG_LEVEL', async () => {
    const { said } = await serve([], folder(), settings({ ALLOWED_ORIGINS: '*' }))
    const lines = said()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).msg)
    expect(lines).toContain('WebSocket ready')
    expect(lines).toContain('allowed origins    * (any page)')
  })

  it('says what is worth a look in the log', async () => {
    const { said } = await serve([], folder(), settings({ ALOWED_ORIGINS: '*', LOG_LEVEL: 'warn' }))
    expect(said()).toMatch(
      /"msg":"setting: ALOWED_ORIGINS is no setting, and has no effect\. ALLOWED_ORIGINS is one\."/,
    )
  })

  it('stops, cleanly, when the npm that started it is stopped and tells nobody', async () => {
    const cwd = folder()
    // As npm does: a shell that waits, and ends at a signal.
    const command = `"${process.execPath}" "${MAIN}" serve; true`
    const shell = spawn('sh', ['-c', command], {
      cwd,
      env: { PATH: process.env.PATH, ...settings({ npm_command: 'exec', LOG_LEVEL: 'info' }) },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let said = ''
    const ended = once(shell.stdout.setEncoding('utf8'), 'end')
    await new Promise<void>((resolve) => {
      shell.stdout.on('data', (chunk: string) => {
        said += chunk
        if (said.includes('WebSocket ready')) resolve()
      })
    })
    shell.kill('SIGTERM')
    await ended
    expect(said).toContain('stopping')
    // Its journal is played, and gone: it was closed.
    expect(existsSync(join(cwd, 'orders.db-wal'))).toBe(false)
  })
})

describe('serve --demo, a second time', () => {
  it('says where the first is', async () => {
    const cwd = folder()
    const { port } = await serve(['serve', '--demo'], cwd, { PORT: '0' })
    const second = await run(['serve', '--demo'], cwd, { PORT: port })
    expect(second).toMatchObject({
      code: 0,
      out: `Open http://localhost:${port}: it runs already.\n`,
      err: '',
    })
  })
})

describe('restore', () => {
  it.each([
    ['no file is named', [], {}, 64, 'FILE'],
    ['the file is not there', ['none.db'], {}, 78, 'none.db'],
    ['the file is no store', ['there.db'], {}, 78, 'there.db'],
    ['the store is in memory', ['there.db'], { STORE: 'memory:' }, 78, 'memory:'],
    ['the store has no folder', ['there.db'], { STORE: 'sqlite:no/orders.db' }, 78, 'no folder no'],
  ] as const)('refuses where %s', async (_, files, more, exitCode, named) => {
    const cwd = folder()
    writeFileSync(join(cwd, 'there.db'), 'Somebody’s letters.'.repeat(100))
    const { code, out, err } = await run(['restore', ...files], cwd, settings(more))
    expect({ code, out }).toEqual({ code: exitCode, out: '' })
    expect(err).toContain(named)
    expect(readdirSync(cwd)).toEqual(['there.db'])
  })

  it('never goes into the store of a relay that runs', async () => {
    const cwd = folder()
    const { url } = await serve([], cwd, settings())
    await new Client(url).register('A-1', { amount: 5000, currency: 'EUR' })
    await run(['backup', 'backup.db'], cwd, settings())
    const { code, err } = await run(['restore', 'backup.db'], cwd, settings())
    expect({ code, err }).toEqual({
      code: 78,
      err: expect.stringMatching(/Another relay has the store.*Nothing was changed/),
    })
    expect((await new Client(url).merchant('GET', '/orders/A-1')).status).toBe(200)
  })
})

describe('help', () => {
  const words = (text: string) => text.replaceAll(/\s+/g, ' ')

  it.each([...COMMANDS.values()])(
    'tells of $name all that it takes, an example, and where settings are',
    async (command) => {
      const help = helpOf(command)
      expect(help).toContain(`payment-status-relay ${command.name}`)
      for (const option of Object.keys(command.options)) {
        expect(command.usage).toContain(`--${option}`)
        expect(help).toMatch(new RegExp(`^  --${option} `, 'm'))
      }
      expect(help).toMatch(new RegExp(`Example  payment-status-relay ${command.name}`))
      expect(help).toContain('.env')
    },
  )

  it('tells of all, by whatever name it is asked', async () => {
    const cwd = folder()
    const { out } = await run(['help'], cwd)
    for (const { name } of COMMANDS.values()) expect(out).toMatch(new RegExp(`^  ${name} `, 'm'))
    expect(out).not.toContain('\u001B')
    for (const args of [['--help'], ['-h'], ['help', 'help'], ['help', '--help']]) {
      expect(await run(args, cwd)).toEqual({ code: 0, out, err: '' })
    }
  })

  it('tells of one, by whatever name it is asked, and does nothing', async () => {
    const cwd = folder()
    for (const args of [
      ['help', 'init'],
      ['init', '--help'],
      ['init', '-h'],
    ]) {
      const { code, out } = await run(args, cwd)
      expect({ code, out: words(out) }).toEqual({
        code: 0,
        out: words(helpOf(commandNamed('init'))),
      })
    }
    expect(readdirSync(cwd)).toEqual([])
  })

  it.skipIf(!hasScript)('is coloured on a terminal, unless that is unwanted', async () => {
    const cwd = folder()
    expect(await onTerminal(['help'], cwd, { TERM: 'xterm' })).toContain('\u001B[1m')
    expect(await onTerminal(['help'], cwd, { TERM: 'xterm', NO_COLOR: '1' })).not.toContain(
      '\u001B',
    )
  })

  it('is not needed for the version, which is the package’s', async () => {
    const { version } = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
    )
    for (const args of [['--version'], ['-v']]) {
      expect(await run(args, folder())).toEqual({ code: 0, out: `${version}\n`, err: '' })
    }
  })

  it.each([
    [['tokn'], 'token'],
    [['help', 'simulte'], 'simulate'],
    [['token', '--odrer', 'A-1'], '--order'],
    [['--verison'], '--version'],
    [['version'], '--version'],
    [['simulate', 'stirpe', '--order', 'A-1', '--status', 'succeeded'], 'stripe'],
    [['simulate', 'stripe', '--order', 'A-1', '--status', 'suceeded'], 'succeeded'],
  ])('guesses what %j was to be', async (args, meant) => {
    const { code, out, err } = await run(args, folder(), settings())
    expect({ code, out }).toEqual({ code: 64, out: '' })
    expect(err).toContain(`Did you mean "${meant}"?`)
  })

  it.each([[['serve', 'now']], [['token', '--order']], [['check', '--all']]])(
    'says how it is used where %j is not',
    async (args) => {
      const { code, err } = await run(args, folder(), settings())
      expect(code).toBe(64)
      expect(err).toContain(`Usage: payment-status-relay ${args[0]}`)
    },
  )
})

describe('init', () => {
  it('tells what a .env lacks that is there, and adds only that, once it is asked to', async () => {
    const cwd = folder()
    const file = join(cwd, '.env')
    const written = 'PUBLIC_URL=https://pay.example.com\nAPI_KEYS=\nSHOP=1'
    writeFileSync(file, written)
    const lacks = await run(['init'], cwd)
    expect(lacks).toMatchObject({ code: 73, out: '' })
    expect(lacks.err).toMatch(/lacks API_KEYS, TOKEN_SECRETS.*init --append/)
    expect(readFileSync(file, 'utf8')).toBe(written)

    expect(await run(['init', '--append'], cwd)).toMatchObject({ code: 0, err: '' })
    expect(readFileSync(file, 'utf8').startsWith(`${written}\n`)).toBe(true)
    const checked = await run(['check'], cwd)
    expect(checked.out).toContain('https://pay.example.com')
    expect(checked.out).toContain('.env also sets SHOP: no settings of ours')
    const again = await run(['init', '--append'], cwd)
    expect(again).toMatchObject({
      code: 73,
      err: expect.stringContaining('all that a relay needs'),
    })
  })

  it('says in words where nothing can be written', async () => {
    const cwd = folder()
    mkdirSync(join(cwd, 'gone'))
    // Whoever may write everywhere cannot write where there is no folder any more.
    const command = `cd gone && rmdir ../gone && "${process.execPath}" "${MAIN}" init`
    const child = spawn('sh', ['-c', command], { cwd, stdio: ['ignore', 'ignore', 'pipe'] })
    const [err, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])
    expect(code).not.toBe(0)
    expect(err).not.toMatch(/    at |^\.env/)
  })

  it.skipIf(process.getuid?.() !== 0)(
    'says so of a folder that is somebody else’s, with 73',
    async () => {
      const cwd = folder()
      chmodSync(cwd, 0o555)
      const child = spawn(process.execPath, [MAIN, 'init'], {
        cwd,
        uid: 65_534,
        gid: 65_534,
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      const [err, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])
      expect(code).toBe(73)
      expect(err).toMatch(/^\.env cannot be written in .*EACCES.*See who owns the folder/)
    },
  )
})

describe('a .env', () => {
  const lines = Object.entries(settings({ PUBLIC_URL: 'https://pay.example.com' }))
    .map(([name, value]) => `${name}=${value}\r\n`)
    .join('')

  it.each([
    ['with a mark at its beginning', Buffer.from(`\uFEFF${lines}`)],
    ['in UTF-16', Buffer.from(`\uFEFF${lines}`, 'utf16le')],
  ])('is read as Windows saves it: %s', async (_, bytes) => {
    const cwd = folder()
    writeFileSync(join(cwd, '.env'), bytes)
    const { code, out, err } = await run(['check'], cwd)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('https://pay.example.com')
  })

  it('that cannot be read is told of in words', async () => {
    const cwd = folder()
    mkdirSync(join(cwd, '.env'))
    const { code, err } = await run(['check'], cwd, settings())
    expect(code).toBe(78)
    expect(err).toMatch(/\.env here cannot be read \(EISDIR\)/)
  })
})

describe('a Node that is too old', () => {
  it('is told so in one line, with 78, before anything is imported', async () => {
    const old =
      'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } })'
    const env = { NODE_OPTIONS: `--import="data:text/javascript,${encodeURIComponent(old)}"` }
    const told = {
      code: 78,
      out: '',
      err: expect.stringMatching(/^payment-status-relay needs Node 22\.18.*20\.20\.2.*\n$/),
    }
    expect(await run(['--help'], folder(), env)).toEqual(told)
  })

  it('is older than package.json asks for', () => {
    const { engines } = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
    )
    expect(`>=${MINIMUM.replace(/\.0$/, '')}`).toBe(engines.node)
    expect(['22.17.9', '20.20.2', '8.0.0'].filter((version) => !tooOld(version))).toEqual([])
    expect(['22.18.0', '22.18.1', '24.0.0', '100.0.0'].filter(tooOld)).toEqual([])
  })
})

describe('check, and the banner', () => {
  it('prints the script tag, pinned, and nothing else', async () => {
    const { out, code } = await run(['check', '--tag'], folder(), settings())
    expect(code).toBe(0)
    expect(out).toMatch(
      /^<script type="importmap">\n[^]*<\/script>\n<script type="module" src="https?:\/\/[^"]+\/payment-status\.\w{8}\.js" integrity="sha384-[^"]{64}"><\/script>\n$/,
    )
  })

  it('ends with a verdict, and what to do next', async () => {
    const right = await run(['check'], folder(), settings())
    expect(right.out).toMatch(/\nThe settings are right\.\nNext: payment-status-relay serve\n$/)
    const none = await run(['check'], folder(), {
      HOST: '127.0.0.1',
      API_KEYS: API_KEY,
      TOKEN_SECRETS: ENVIRONMENT.TOKEN_SECRETS,
    })
    expect(none.out).toMatch(/\nNext: turn a provider on, with CALLBACK_SECRET_<PROVIDER>\n$/)
    const looks = await run(
      ['check'],
      folder(),
      settings({ ALOWED_ORIGINS: '*', STORE: 'memory:', NODE_ENV: 'production' }),
    )
    expect(looks.out).toMatch(
      /Worth a look:[^]*ALOWED_ORIGINS is no setting[^]*2 things are worth a look/,
    )
  })

  it('tell whose pages may come', async () => {
    const ALLOWED_ORIGINS = 'https://shop.example.com,https://*.example.org,*,null'
    const { out } = await run(['check'], folder(), settings({ ALLOWED_ORIGINS }))
    const { said } = await serve([], folder(), settings({ ALLOWED_ORIGINS }))
    for (const told of [out, said()]) {
      expect(told).toMatch(
        /allowed origins +https:\/\/shop\.example\.com, https:\/\/\*\.example\.org, \* \(any page\), null \(pages without/,
      )
    }
  })

  const WEBHOOK_SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
  const MORE = {
    WEBHOOK_URL: 'https://shop.example.com/hooks',
    WEBHOOK_SECRET,
    FORWARD_URL_STRIPE: 'https://legacy.example.com/stripe',
  }

  it('tell where callbacks and changes go on to, and no secret', async () => {
    const cwd = folder()
    const { out } = await run(['check'], cwd, settings(MORE))
    const { said } = await serve([], cwd, settings(MORE))
    for (const told of [out, said()]) {
      expect(told).toContain('https://shop.example.com/hooks')
      expect(told).toMatch(/stripe .*https:\/\/legacy\.example\.com\/stripe/)
      expect(told).not.toContain(WEBHOOK_SECRET)
    }
  })

  it('tells what else is set', async () => {
    const { out } = await run(
      ['check'],
      folder(),
      settings({ RETENTION_DAYS: '45', TRUST_PROXY: '2', REALTIME_ROLLOUT: '7' }),
    )
    expect(out).toMatch(/^retention +45 days$/m)
    expect(out).toMatch(/^trusted proxies +2$/m)
    expect(out).toMatch(/^websocket for +7 % of orders$/m)
    expect(out).toMatch(/^webhook +none$/m)
    expect(out).toMatch(/^forwards +none$/m)
  })

  it('tell which providers are asked, and no key', async () => {
    const env = settings({ ASK_PAYSTACK: 'sk_live_aSecretKey', ASK_VERIFY: 'off' })
    const { out } = await run(['check'], folder(), env)
    expect(out).toMatch(/^verifying +off \(ASK_VERIFY\)/m)
    expect(out).toMatch(
      /^Paystack +no callbacks: CALLBACK_SECRET_PAYSTACK is not set\n +asked at https:\/\/api\.paystack\.co \(live\), with •+ \(18 characters\)/m,
    )
    expect(out).toMatch(/^Only orders that are registered .* are asked about/m)
    const { said } = await serve([], folder(), env)
    expect(said()).toMatch(/"asks +paystack"/)
    for (const told of [out, said()]) expect(told).not.toContain('sk_live_aSecretKey')
  })

  it('say nothing of what is not set', async () => {
    const { said } = await serve([], folder(), settings())
    expect(said()).not.toMatch(/webhook to|passed on/)
  })
})

describe('token', () => {
  it.each([
    [['--order', 'A-1', '--ttl', '365d'], 'ttl: at most 2592000 seconds for this token.'],
    [['--order', '*', '--ttl', '13h'], 'ttl: at most 43200 seconds for this token.'],
    [['--order', '../etc'], 'orders.0: cannot name an order.'],
    [['--customer', ''], 'customer: must not be empty.'],
  ])('issues none that the relay would refuse: %j', async (args, why) => {
    const { code, out, err } = await run(['token', ...args], folder(), settings())
    expect({ code, out, err }).toEqual({ code: 64, out: '', err: `${why}\n` })
  })
})

describe('simulate', () => {
  const args = ['simulate', 'stripe', '--order', 'A-1', '--status', 'succeeded']

  it('finds the relay where HOST says', async () => {
    const cwd = folder()
    const HOST = '127.0.0.2'
    const { said } = await serve([], cwd, settings({ HOST, PUBLIC_URL: 'https://pay.example.com' }))
    const [, PORT] = /127\.0\.0\.2:(\d+)/.exec(said()) ?? []
    const more = { HOST, PORT, PUBLIC_URL: 'https://pay.example.com' }
    expect(await run([...args, '--yes'], cwd, settings(more))).toMatchObject({ code: 0, err: '' })
  })

  it('tells where no relay answers, or could not', async () => {
    const none = await run(args, folder(), settings({ PORT: '1' }))
    expect(none).toMatchObject({ code: 69, err: expect.stringContaining('127.0.0.1:1') })
    const any = await run(args, folder(), settings({ PORT: '0' }))
    expect(any).toMatchObject({ code: 64, err: expect.stringContaining('PORT') })
    expect(none.err + any.err).not.toMatch(/fetch failed|TypeError/)
  })

  const PUBLIC = {
    PUBLIC_URL: 'https://pay.example.com',
    WEBHOOK_URL: 'https://shop.example.com/hooks',
    WEBHOOK_SECRET: `whsec_${Buffer.alloc(24, 7).toString('base64')}`,
  }

  it('sends nothing to a public relay without being told so: it says who would believe it, and wants --yes', async () => {
    const cwd = folder()
    const { port, url } = await serve([], cwd, settings(PUBLIC))
    const { code, out, err } = await run(args, cwd, settings({ ...PUBLIC, PORT: port }))
    expect({ code, out }).toEqual({ code: 64, out: '' })
    expect(err).toMatch(/pay\.example\.com.*A-1 becomes "succeeded".*shop\.example\.com.*--yes/)
    expect((await new Client(url).merchant('GET', '/orders/A-1')).status).toBe(404)
  })

  it.skipIf(!hasScript)('asks on a terminal, and takes nothing but a yes for one', async () => {
    const cwd = folder()
    const { port, url } = await serve([], cwd, settings(PUBLIC))
    const client = new Client(url)
    const asked = (answer: string) =>
      onTerminal(args, cwd, settings({ ...PUBLIC, PORT: port }), answer)
    expect(await asked('\n')).toMatch(/Go on\? \(y\/N\)[^]*Nothing was sent/)
    expect((await client.merchant('GET', '/orders/A-1')).status).toBe(404)
    expect(await asked('y\n')).toMatch(/Stripe → 204/)
    expect((await client.merchant('GET', '/orders/A-1')).status).toBe(200)
  })

  it('tells what the order is after it, and what may be the reason where that is something else', async () => {
    const cwd = folder()
    const { port, url } = await serve([], cwd, settings({ TEST_MONEY: 'refuse' }))
    const env = settings({ PORT: port, TEST_MONEY: 'refuse' })
    const client = new Client(url)
    const paid = [...args, '--amount', '500']
    const unknown = await run(paid, cwd, env)
    expect(unknown.out).toMatch(
      /A-1 is not known.*GET \/callbacks.*TEST_MONEY is refuse.*test: true/,
    )
    await client.register('A-1', { amount: 500, currency: 'KES' })
    expect((await run(paid, cwd, env)).out).toMatch(/A-1 is "pending".*TEST_MONEY is refuse/)
    await client.register('A-1', { test: true })
    expect((await run(paid, cwd, env)).out).toMatch(/^A-1 is "succeeded" now\.$/m)
  })

  it('pays what the order asks, where no amount is named', async () => {
    const cwd = folder()
    const { port, url } = await serve([], cwd, settings())
    await new Client(url).register('A-1', { amount: 499_000, currency: 'EUR' })
    const { code, out } = await run(args, cwd, settings({ PORT: port }))
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringContaining('A-1 is "succeeded" now'),
    })
  })

  it('tells who names an order that is not there to register it first', async () => {
    const cwd = folder()
    const { port, url } = await serve([], cwd, settings())
    const daraja = ['simulate', 'daraja', '--order', 'A-1', '--status', 'succeeded']
    const unknown = await run(daraja, cwd, settings({ PORT: port }))
    expect(unknown).toMatchObject({
      code: 69,
      err: expect.stringMatching(/Register it first.*PUT \/orders\/A-1/),
    })
    await new Client(url).register('A-1', { amount: 100, currency: 'KES' })
    expect(await run(daraja, cwd, settings({ PORT: port }))).toMatchObject({ code: 0 })
  })
})

/** A command that goes on until it is stopped: what it says, and how it ends. */
function begin(args: string[], cwd: string, env: Environment) {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd, env: { ...inherited(), ...env } })
  const news = new EventEmitter()
  let [out, err, hasEnded] = ['', '', false]
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    out += chunk
    news.emit('news')
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    err += chunk
    news.emit('news')
  })
  const ended = once(child, 'close').then(([code]) => {
    hasEnded = true
    news.emit('news')
    return code as number | null
  })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })

  return {
    out: () => out,
    err: () => err,
    ended,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    /** Nobody reads its standard output from now on, as in `tail | head`. */
    deafen: () => child.stdout.destroy(),
    /** Resolves once it has said this, on either stream. */
    async says(what: RegExp): Promise<void> {
      while (!what.test(out) && !what.test(err)) {
        if (hasEnded) throw new Error(`It has ended, and said:\n${out}\n${err}`)
        await once(news, 'news')
      }
    },
  }
}

/** Something that listens where a relay would, and answers each connection as the test says. */
async function relayThat(
  answers: (socket: WebSocket, frames: Frame[]) => void,
  heartbeat = 25_000,
) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  const heard: Frame[][] = []
  const news = new EventEmitter()
  server.on('connection', (socket) => {
    const frames: Frame[] = []
    heard.push(frames)
    socket.on('error', () => {})
    socket.on('message', (data) => {
      frames.push(JSON.parse(String(data)))
      answers(socket, frames)
      news.emit('news')
    })
    say(socket, { type: 'connected', connection: 'c', now: '', heartbeat })
  })
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** What each connection has said. */
    heard,
    async hears(isEnough: () => boolean): Promise<void> {
      while (!isEnough()) await once(news, 'news')
    },
  }
}

const say = (socket: WebSocket, frame: object) => socket.send(JSON.stringify(frame))

const SNAPSHOT: Snapshot = {
  id: 'A-1',
  epoch: 'k3f9',
  version: 4,
  status: 'partially_refunded',
  flow: 'payment',
  registered: true,
  test: false,
  amount: 500_000,
  currency: 'KES',
  amountReceived: 500_000,
  amountRefunded: 100_050,
  overpaid: false,
  safeToRetry: false,
  provider: 'daraja',
  history: [],
  createdAt: '2026-11-21T08:30:00.000Z',
  updatedAt: '2026-11-21T08:31:00.000Z',
}

describe('tail', () => {
  const SECRET = String(ENVIRONMENT.TOKEN_SECRETS)

  it('shows what changes, and goes on when the relay was killed and is back', async () => {
    const cwd = folder()
    const first = await serve([], cwd, settings())
    const env = settings({ PORT: first.port, HOST: '0.0.0.0', PUBLIC_URL: first.url })
    const client = new Client(first.url)
    await client.register('A-0', { amount: 1, currency: 'EUR' })

    const tail = begin(['tail'], cwd, env)
    await tail.says(/Following ws:\/\/127\.0\.0\.1:/)
    await client.register('A-1', { amount: 5000, currency: 'KWD' })
    const { order } = await client.update('A-1', {
      status: 'failed',
      provider: 'daraja',
      reason: { code: 'insufficient_funds' },
      final: true,
    })
    await tail.says(/ v2 /)
    expect(tail.out().trim().split('\n')).toEqual([
      expect.stringMatching(/^\S+Z +A-1 +pending +0\.000 of 5\.000 KWD .* v1$/),
      expect.stringMatching(
        new RegExp(
          `^${order.updatedAt} +A-1 +failed +0\\.000 of 5\\.000 KWD +daraja +` +
            'insufficient_funds +v2 +safe to retry$',
        ),
      ),
    ])

    await first.stop('SIGKILL')
    await tail.says(/Lost the relay/)
    await serve([], cwd, settings({ PORT: first.port }))
    await tail.says(/Found the relay/)
    await client.update('A-1', { status: 'succeeded', receipt: 'R-1' })
    await tail.says(/A-1 +succeeded +5\.000 of 5\.000 KWD .* v3$/m)

    tail.kill('SIGTERM')
    expect(await tail.ended).toBe(0)
    for (const secret of [SECRET, API_KEY, 'eyJ']) {
      expect(tail.out() + tail.err()).not.toContain(secret)
    }
  })

  it('comes back to a relay that was stopped and started', async () => {
    const cwd = folder()
    const first = await serve([], cwd, settings())
    const tail = begin(['tail', '--url', first.url], cwd, settings())
    await tail.says(/Following/)
    await first.stop('SIGTERM')
    await tail.says(/Lost the relay .*restarts/)
    await serve([], cwd, settings({ PORT: first.port }))
    await tail.says(/Found the relay/)
    expect(tail.err().match(/Lost/g)).toHaveLength(1)
  })

  it('waits for a relay that is not there yet', async () => {
    const cwd = folder()
    const first = await serve([], cwd, settings())
    await first.stop('SIGTERM')
    const tail = begin(['tail'], cwd, settings({ PORT: first.port }))
    await tail.says(/No relay at .*ECONNREFUSED/)
    await serve([], cwd, settings({ PORT: first.port }))
    await tail.says(/Following/)
    expect(tail.err().match(/No relay/g)).toHaveLength(1)
  })

  it('with --json, shows each snapshot as one line of it', async () => {
    const cwd = folder()
    const { url, port } = await serve([], cwd, settings())
    const client = new Client(url)
    const tail = begin(['tail', '--json'], cwd, settings({ PORT: port }))
    await tail.says(/Following/)
    const { token } = await client.register('A-1', {
      ...{ amount: 5000, currency: 'EUR', description: '2 × "towel"' },
    })
    await tail.says(/\n/)
    const { body } = await client.order('A-1', token)
    await tail.says(/}\n/)
    expect(tail.out()).toMatch(/^.*\n$/)
    expect(JSON.parse(tail.out())).toEqual(body)
  })

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends with 0 on %s, also while it waits',
    async (signal) => {
      const cwd = folder()
      const relay = await serve([], cwd, settings())
      const tail = begin(['tail', '--url', relay.url], cwd, settings())
      const waiting = begin(['tail', '--url', 'ws://127.0.0.1:1'], cwd, settings())
      await tail.says(/Following/)
      await waiting.says(/No relay/)
      tail.kill(signal)
      waiting.kill(signal)
      expect(await Promise.all([tail.ended, waiting.ended])).toEqual([0, 0])
    },
  )

  it('ends when nobody reads it any more', async () => {
    const relay = await relayThat((socket) => {
      say(socket, { type: 'subscribed', orders: [] })
      const flood = setInterval(() => say(socket, { type: 'update', order: SNAPSHOT }), 1)
      socket.on('close', () => clearInterval(flood))
    })
    const tail = begin(['tail', '--url', relay.url], folder(), settings())
    await tail.says(/A-1/)
    tail.deafen()
    expect(await tail.ended).toBe(0)
    expect(tail.err()).not.toContain('    at ')
  })

  it('ends with 1 where the relay does not know its secret', async () => {
    const cwd = folder()
    const { url } = await serve([], cwd, settings())
    const another = settings({ TOKEN_SECRETS: 'another-secret-of-no-less-than-32-bytes' })
    const { code, out, err } = await run(['tail', '--url', url], cwd, another)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain('TOKEN_SECRETS')
    expect(err).not.toMatch(/another-secret|eyJ|    at /)
  })

  it.each([
    ['forbidden', { type: 'error', code: 'forbidden', message: 'No.' }, /token/],
    ['poll_instead', { type: 'error', code: 'poll_instead', message: 'Poll.' }, /poll_instead/],
    ['4400', 4400, /4400/],
    ['4403', 4403, /4403/],
  ] as const)('ends with 1 on %s', async (_, answer, said) => {
    const { url } = await relayThat((socket) =>
      typeof answer === 'number' ? socket.close(answer) : say(socket, answer),
    )
    const { code, err } = await run(['tail', '--url', url], folder(), settings())
    expect(code).toBe(1)
    expect(err).toMatch(said)
    expect(err).not.toContain('    at ')
  })

  it('comes back with a fresh token when its own has expired, and says once that it was lost', async () => {
    const expired = { type: 'error', code: 'token_expired', message: 'Late.' }
    const relay = await relayThat((socket) =>
      say(socket, relay.heard.length < 3 ? expired : { type: 'subscribed', orders: [] }),
    )
    const tail = begin(['tail', '--url', relay.url], folder(), settings())
    await tail.says(/Following/)
    expect(relay.heard.flat().map(({ type }) => type)).toEqual(Array(3).fill('subscribe'))
    expect(tail.err().match(/expired/g)).toHaveLength(1)
  })

  it('gives up a connection on which it hears nothing, and makes another', async () => {
    const relay = await relayThat(() => {}, 1)
    const tail = begin(['tail', '--url', relay.url], folder(), settings())
    await tail.says(/silent/)
    await relay.hears(() => relay.heard.length > 1)
    tail.kill('SIGTERM')
    expect(await tail.ended).toBe(0)
  })

  it('renews its token on the same socket, long before it ends', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    const relay = await relayThat((socket, { length }) => {
      if (length === 1) say(socket, { type: 'subscribed', orders: [] })
    })
    const stopping = new AbortController()
    let count = 0
    const following = follow({
      url: relay.url,
      token: async () => `token ${++count}`,
      changed: () => {},
      say: () => vi.advanceTimersByTime(60 * 60_000),
      signal: stopping.signal,
    })
    await relay.hears(() => relay.heard[0]?.length === 3)
    stopping.abort()
    await following
    expect(relay.heard).toEqual([
      [
        { type: 'subscribe', orders: '*', token: 'token 1' },
        { type: 'token', token: 'token 2' },
        { type: 'token', token: 'token 3' },
      ],
    ])
  })

  it('asks for all orders, with a token for staff that ends within 12 hours', async () => {
    const relay = await relayThat((socket) => say(socket, { type: 'subscribed', orders: [] }))
    const tail = begin(['tail', '--url', `${relay.url}/`], folder(), settings())
    await tail.says(/Following/)
    const [{ token, ...frame } = {} as Frame] = relay.heard[0] ?? []
    expect(frame).toEqual({ type: 'subscribe', orders: '*' })
    const { payload } = await jwtVerify(token, new TextEncoder().encode(SECRET))
    expect(payload).toMatchObject({ aud: 'payment-status', orders: ['*'] })
    expect((payload.exp ?? Infinity) - Date.now() / 1000).toBeLessThanOrEqual(12 * 3600)
  })

  it.each([[[]], [['--json']]])('shows nothing that a terminal would obey %j', async (options) => {
    const evil = '\u001B[2J\u009B31m\u202Edaraja\u007F'
    const { url } = await relayThat((socket) => {
      say(socket, { type: 'subscribed', orders: [] })
      say(socket, { type: 'update', order: { ...SNAPSHOT, provider: evil } })
      say(socket, { type: 'error', code: 'forbidden\u001B[2J', message: evil })
    })
    const { out, err } = await run(['tail', '--url', url, ...options], folder(), settings())
    expect(out).toContain('daraja')
    expect(err).toContain('daraja')
    expect(out.trimEnd() + err.trim().replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    if (options.length > 0) expect(JSON.parse(out).provider).toBe(evil)
  })

  it.each([
    [['--url', 'pay.example.com'], {}, 64, '--url'],
    [['--url', 'https://user:hunter2@pay.example.com'], {}, 64, '--url'],
    [[], {}, 64, '--url'],
    [['--follow'], {}, 64, '--follow'],
    [[], { TOKEN_SECRETS: '' }, 78, 'TOKEN_SECRETS'],
  ])('refuses %j %j', async (options, more, exitCode, named) => {
    const { code, out, err } = await run(['tail', ...options], folder(), settings(more))
    expect({ code, out }).toEqual({ code: exitCode, out: '' })
    expect(err).toContain(named)
    expect(err).not.toMatch(/hunter2|    at /)
  })
})

describe('console', () => {
  it('serves its page for the relay of the settings, prints where, and ends cleanly', async () => {
    const cwd = folder()
    const { url, port } = await serve([], cwd, settings())
    const client = new Client(url)
    await client.register('A-1', { amount: 5000, currency: 'EUR' })

    // HOST is the relay's: the console is nobody else's.
    const env = settings({ PORT: port, HOST: '0.0.0.0', PUBLIC_URL: url })
    const site = begin(['console', '--port', '0'], cwd, env)
    await site.says(/The console is at .*\n.*looks into the relay at .*/)
    const [, address = ''] = /(http:\/\/127\.0\.0\.1:\d+)\/console\n/.exec(site.out()) ?? []
    expect(site.out()).toContain(url)
    const listed = await fetch(`${address}/console/api/relay/orders`)
    expect(await listed.json()).toMatchObject({ orders: [{ id: 'A-1' }] })
    expect(await fetch(address, { redirect: 'manual' })).toMatchObject({ status: 302 })

    site.kill('SIGTERM')
    expect(await site.ended).toBe(0)
    for (const secret of [API_KEY, String(ENVIRONMENT.TOKEN_SECRETS), 'eyJ']) {
      expect(site.out() + site.err()).not.toContain(secret)
    }
  })

  it('starts where no relay answers yet, for the page says what to do', async () => {
    const site = begin(['console', '--port', '0', '--url', 'http://127.0.0.1:9/pay/'], folder(), {
      ...settings(),
    })
    await site.says(/looks into the relay at http:\/\/127\.0\.0\.1:9\/pay\n/)
    expect(site.err()).toBe('')
  })

  it('warns where its key would go without TLS', async () => {
    const args = ['console', '--port', '0', '--url', 'http://pay.example.com']
    const site = begin(args, folder(), settings())
    await site.says(/Not by TLS/)
    expect(site.out()).toContain('the API key')
  })

  it.each([
    ['a URL that is none', ['--url', 'pay.example.com'], {}, 64, '--url'],
    ['one with a password', ['--url', 'https://u:hunter2@pay.example.com'], {}, 64, '--url'],
    ['a PORT that may be any', [], {}, 64, '--url'],
    ['a port that is none', ['--port', 'x', '--url', 'http://127.0.0.1:9'], {}, 64, '--port'],
    ['a port too high', ['--port', '65536', '--url', 'http://127.0.0.1:9'], {}, 64, '--port'],
    ['an option that there is not', ['--host', '0.0.0.0'], {}, 64, '--host'],
    ['settings that are wrong', [], { API_KEYS: '' }, 78, 'API_KEYS'],
  ])('refuses %s', async (_, options, more, exitCode, named) => {
    const { code, out, err } = await run(['console', ...options], folder(), settings(more))
    expect({ code, out }).toEqual({ code: exitCode, out: '' })
    expect(err).toContain(named)
    expect(err).not.toMatch(/hunter2|    at /)
  })

  it('refuses a port that is taken', async () => {
    const { url, port } = await serve([], folder(), settings())
    const args = ['console', '--port', port, '--url', url]
    const { code, err } = await run(args, folder(), settings())
    expect({ code, err }).toEqual({ code: 69, err: expect.stringMatching(/EADDRINUSE.*--port/) })
  })
})

describe('a line of tail', () => {
  it('tells money in major units: received, less what went back, of what was asked', () => {
    expect(lineOf(SNAPSHOT)).toMatch(
      /^2026-11-21T08:31:00.000Z +A-1 +partially_refunded +5000\.00 − 1000\.50 of 5000\.00 KES +daraja +– +v4$/,
    )
    const unregistered = { ...SNAPSHOT, amount: null, amountRefunded: 0, currency: 'JPY' }
    expect(lineOf(unregistered)).toMatch(/ {2}500000 JPY {2}/)
    expect(lineOf({ ...unregistered, amountReceived: 0, currency: null })).toMatch(/ {2}0 {2}/)
  })

  it('stands in the same columns as the others', () => {
    const { provider: _, ...another } = { ...SNAPSHOT, id: 'ORD-1205', amountRefunded: 0 }
    const column = (order: Snapshot) => lineOf({ ...order, safeToRetry: true }).indexOf(' v4')
    expect(column(another)).toBe(column(SNAPSHOT))
  })
})

describe('the pause before tail tries again', () => {
  it('spreads the first try over three seconds, then grows to half a minute, never less than half', () => {
    expect([0, 0.5, 1].map((random) => pause(1, random))).toEqual([0, 1_500, 3_000])
    expect([2, 3, 4, 5, 50].map((failures) => pause(failures, 0))).toEqual([
      2_000, 4_000, 8_000, 15_000, 15_000,
    ])
    expect([2, 3, 4, 5, 50].map((failures) => pause(failures, 1))).toEqual([
      4_000, 8_000, 16_000, 30_000, 30_000,
    ])
  })

  it('is what the relay says, where it says so', () => {
    const comeBack = { after: 500, spread: 20_000 }
    expect([0, 0.5, 1].map((random) => pause(7, random, comeBack))).toEqual([500, 10_500, 20_500])
  })
})
