/** Every snippet of the READMEs does what it says. What the relay's tables say: relay/manual.test.ts. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import puppeteer, { type Browser } from 'puppeteer-core'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHROME_ARGS, chromePath, PATIENCE } from '../../.ci/browser.ts'
import { Client } from '../../relay/testing/client.ts'
import { embedded, listening } from '../../relay/testing/embedded.ts'

const ROOT = join(import.meta.dirname, '../..')
const MAIN = join(ROOT, 'relay/main.ts')
const API_KEY = 'readme-0123456789abcdef'

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')

/** The snippets of a language, in a README, in order. */
const snippets = (file: string, language: string): string[] =>
  [...read(file).matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(
    ([, code = '']) => code,
  )

const only = (file: string, language: string, word: string): string => {
  const [found, ...others] = snippets(file, language).filter((code) => code.includes(word))
  if (found === undefined || others.length > 0) throw new Error(`${file}: which ${word}?`)
  return found
}

let folder: string
let relay: string
let stop: () => Promise<unknown>
let browser: Browser

/** Runs a program to its end; what it printed. */
async function run(command: string, args: string[], env: object = {}): Promise<string> {
  const child = spawn(command, args, {
    cwd: folder,
    env: { ...process.env, API_KEY, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (output += chunk))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output}`)
  return output
}

const shell = (code: string) => run('bash', ['-euo', 'pipefail', '-c', code])

const here = (code: string) => code.replaceAll('https://pay.example.com', relay)

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'readme-'))
  const child = spawn(process.execPath, [MAIN], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: '0',
      STORE: 'memory:',
      API_KEYS: API_KEY,
      TOKEN_SECRETS: 'readme-token-secret-of-32-bytes-or-more',
      ALLOWED_ORIGINS: '*',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  relay = await new Promise((resolve) => {
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
      const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? []
      if (address && output.includes('WebSocket ready')) resolve(address)
    })
  })
  stop = () => (child.kill('SIGTERM'), once(child, 'exit'))
  browser = await puppeteer.launch({
    executablePath: chromePath(),
    args: [...CHROME_ARGS],
    timeout: PATIENCE,
  })
})

afterAll(async () => {
  await browser.close()
  await stop()
  rmSync(folder, { recursive: true })
})

describe('README.md', () => {
  it('names scripts that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    for (const code of snippets('README.md', 'sh')) {
      for (const [, run, name = run] of code.matchAll(/\bnpm (start|test|run ([\w:]+))/g)) {
        expect(scripts).toHaveProperty([name ?? ''])
      }
    }
  })

  it('brings a relay up in a minute', async () => {
    const code = only('README.md', 'sh', 'payment-status-relay init').split('\n')
    const [init = '', check = ''] = code.map((line) =>
      line.replace('npx payment-status-relay', `${process.execPath} ${MAIN}`),
    )
    await shell(init)
    expect(await shell(check)).toContain('http://localhost:8787')
    rmSync(join(folder, '.env'))
  })

  it('has a page in a minute that shows what the server’s two snippets say', async () => {
    const put = here(only('README.md', 'js', "method: 'PUT'"))
    writeFileSync(join(folder, 'put.mjs'), `${put}\nconsole.log(token)`)
    const token = (await run(process.execPath, ['put.mjs'])).trim()
    await shell(here(only('README.md', 'sh', '"receipt":"BY-HAND-1"')))

    const html = here(only('README.md', 'html', '<payment-status')).replace('eyJ…', token)
    const shop = createServer((_, response) => {
      response.setHeader('Content-Type', 'text/html; charset=utf-8')
      response.end(`<!doctype html><html lang="en"><body>${html}</body></html>`)
    }).listen(0, '127.0.0.1')
    await once(shop, 'listening')

    const page = await browser.newPage()
    page.setDefaultTimeout(PATIENCE)
    await page.goto(`http://127.0.0.1:${(shop.address() as AddressInfo).port}/`)
    await page.waitForFunction(
      () => document.querySelector('payment-status')?.status === 'succeeded',
    )
    const [css = ''] = snippets('widget/README.md', 'css')
    await page.addStyleTag({ content: css })
    const accent = await page.$eval('payment-status', (element) =>
      getComputedStyle(element).getPropertyValue('--payment-status-accent'),
    )
    expect(accent).toBe('#0f766e')
    await page.close()
    shop.close()
  })
})

describe('widget/README.md', () => {
  it('follows an order from a script', async () => {
    const put = await fetch(`${relay}/orders/ORD-1205`, {
      method: 'PUT',
      headers: { Authorization: `Bearer ${API_KEY}` },
    })
    const { token } = (await put.json()) as { token: string }
    const code = here(only('widget/README.md', 'js', 'payment-status/client'))
      .replace('payment-status/client', join(ROOT, 'widget/client/index.ts'))
      .replace('token })', `token: ${JSON.stringify(token)} })`)
    const stopping = "\norder.on('change', () => order.stop())"
    writeFileSync(join(folder, 'follow.mjs'), code + stopping)
    expect((await run(process.execPath, ['follow.mjs'])).trim()).toMatch(/^[a-z_]+$/)
  })

  it('names attributes and events that there are', () => {
    const source = read('widget/payment-status.ts') + read('widget/events.ts')
    const [, attributes = '', events = ''] = read('widget/README.md').split(/^## /m)
    const named = [...(attributes + events).matchAll(/^\| `([\w-]+)`/gm)].map(([, name]) => name)
    expect(named.length).toBeGreaterThan(10)
    for (const name of named) expect(source).toMatch(new RegExp(`\\b${name}\\b`))
  })
})

describe('relay/README.md', () => {
  it('tells of a prompt', async () => {
    const answer = await shell(here(only('relay/README.md', 'sh', 'ws_CO_191220191020363925')))
    expect(answer).toContain('"payment":"ws_CO_191220191020363925"'.replace('payment', 'id'))
  })

  it('hears of a change as your backend would, verified', async () => {
    const secret = `whsec_${Buffer.alloc(24, 1).toString('base64')}`
    const code = only('relay/README.md', 'js', 'standardwebhooks').replace(
      'standardwebhooks',
      import.meta.resolve('standardwebhooks'),
    )
    const [imported = '', ...rest] = code.split('\n')
    const told = JSON.stringify({ type: 'order.updated', data: { id: 'A', status: 'succeeded' } })
    const at = new Date()
    const headers = {
      'webhook-id': 'k3f9.A.2',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign('k3f9.A.2', at, told),
    }
    const given = `
      const [body, headers] = ${JSON.stringify([told, headers])}
      const ship = (id) => console.log('shipped', id)`
    writeFileSync(join(folder, 'hook.mjs'), [imported, given, ...rest].join('\n'))
    const env = { WEBHOOK_SECRET: secret }
    expect(await run(process.execPath, ['hook.mjs'], env)).toContain('shipped A')
  })

  const own = () =>
    only('relay/README.md', 'js', 'function checkout')
      .replace('payment-status/relay', join(ROOT, 'relay/index.ts'))
      .replace('server.listen(3000)', "server.listen(0, '127.0.0.1')")

  const settings = {
    HOST: '127.0.0.1',
    API_KEYS: API_KEY,
    TOKEN_SECRETS: 'readme-token-secret-of-32-bytes-or-more',
    CALLBACK_SECRET_DARAJA: 'readme-daraja-secret',
  }

  it('runs inside of a server of one’s own, and ends with it', async () => {
    const use = `
      server.once('listening', async () => {
        const url = 'http://127.0.0.1:' + server.address().port
        const { token, callbackUrls } = await checkout('ORD-1205', 500000, 'KES')
        const headers = { Authorization: 'Bearer ' + token }
        const { status } = await fetch(url + '/pay/orders/ORD-1205', { headers })
        console.log(status, await (await fetch(url + '/orders/ORD-1205')).text())
        const called = await fetch(callbackUrls.daraja, { method: 'POST', body: '{}' })
        console.log('called', called.status)
        process.kill(process.pid, 'SIGTERM')
      })`
    writeFileSync(join(folder, 'own.mjs'), own() + use)
    const output = await run(process.execPath, ['own.mjs'], settings)
    expect(output).toMatch(/^ORD-1205 .*pending$/m)
    expect(output).toContain('200 the shop')
    expect(output).toMatch(/called 20\d/)
  })

  it('tells pages that listen to Socket.IO still, in their own words', async () => {
    const old = only('relay/README.md', 'js', 'OLD_WORDS').replace(
      'socket.io',
      import.meta.resolve('socket.io'),
    )
    // What an old page's client sends and gets, as it goes over the wire.
    const use = `
      server.once('listening', () => {
        const url = 'ws://127.0.0.1:' + server.address().port
        const page = new WebSocket(url + '/socket.io/?EIO=4&transport=websocket')
        page.onmessage = ({ data }) => {
          if (data.startsWith('0')) page.send('40')
          if (data.startsWith('40')) page.send('42["join-order","ORD-1205"]')
          if (data.startsWith('42')) console.log(data), process.kill(process.pid, 'SIGTERM')
        }
        io.on('connection', (socket) => socket.on('join-order', async () => {
          await relay.register('ORD-1205', { amount: 5000, currency: 'KES' })
          await relay.update('ORD-1205', { status: 'succeeded', receipt: 'NLJ7RT61SV' })
        }))
        process.once('SIGTERM', () => io.close())
      })`
    writeFileSync(join(folder, 'old.mjs'), `${own()}\n${old}\n${use}`)
    const told = { orderId: 'ORD-1205', status: 'completed', transactionId: 'NLJ7RT61SV' }
    expect(await run(process.execPath, ['old.mjs'], settings)).toContain(
      `42["payment-status-update",${JSON.stringify(told)}]`,
    )
  })

  it('takes sockets that another server hands on', async () => {
    const code = only('relay/README.md', 'js', "server.on('upgrade'")
    const relay = embedded({ PUBLIC_URL: 'https://shop.example.com/pay' })
    const server = createServer()
    new Function('server', 'relay', code)(server, relay)
    const page = await new Client(`${await listening(server)}/pay`).connect()
    expect(page.greeting?.type).toBe('connected')
  })
})
