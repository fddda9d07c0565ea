/**
 * Every snippet of the READMEs does what it says; React's and Vue's: frameworks.test.ts. What tables say: manual.test.ts,
 * of relay/ and of widget/.
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { CHROME_ARGS, chromePath, PATIENCE } from '../../.ci/browser.ts'
import { STATUSES } from '../../relay/protocol.ts'
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

const SCRIPT = '<script type="module" src="https://pay.example.com/payment-status.js"></script>'

async function api(method: string, path: string, body: object): Promise<{ token: string }> {
  const answer = await fetch(`${relay}/${path}`, {
    method,
    headers: { Authorization: `Bearer ${API_KEY}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  return answer.json() as Promise<{ token: string }>
}

const registered = (order: string) => api('PUT', `orders/${order}`, {})

/** As the manual says that a shop's server answers for its pages. */
function tokenFor(order: string): Promise<object> {
  const code = here(only('widget/README.md', 'js', 'function paymentToken'))
  const define = `${code.replace('export ', '')}; return paymentToken`
  return new Function('process', define)({ env: { API_KEY } })(order)
}

/** What a shop's server answers, by path. */
const SHOP: Readonly<Record<string, (body: string) => Promise<object>>> = {
  '/payment-token': (body) => tokenFor(JSON.parse(body).order),
  '/customer-token': () => api('POST', 'tokens', { customer: '42' }),
  '/pay': async () => {
    const order = 'ORD-1206'
    await api('PUT', `orders/${order}`, { amount: 500000, currency: 'KES' })
    return { order }
  },
}

/** A shop's page with this in it, in a browser, under a content security policy if there is one. */
async function pageOf(html: string, policy?: string): Promise<Page> {
  const shop = createServer(async (request, response) => {
    const chunks: Buffer[] = await request.toArray()
    const answer = await SHOP[request.url ?? '']?.(Buffer.concat(chunks).toString())
    if (policy) response.setHeader('Content-Security-Policy', policy)
    response.setHeader('Content-Type', answer ? 'application/json' : 'text/html; charset=utf-8')
    response.end(
      answer
        ? JSON.stringify(answer)
        : `<!doctype html><html lang="en"><body>${here(html)}</body></html>`,
    )
  }).listen(0, '127.0.0.1')
  await once(shop, 'listening')
  onTestFinished(() => {
    shop.closeAllConnections()
    shop.close()
  })
  const page = await browser.newPage()
  page.setDefaultTimeout(PATIENCE)
  await page.goto(`http://127.0.0.1:${(shop.address() as AddressInfo).port}/`)
  return page
}

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
  it('and the bench’s name scripts that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    for (const code of ['README.md', 'bench/README.md'].flatMap((file) => snippets(file, 'sh'))) {
      for (const [, run, name = run] of code.matchAll(/\bnpm (start|test|run ([\w:]+))/g)) {
        expect(scripts).toHaveProperty([name ?? ''])
      }
    }
  })

  it('and the bench’s README names the options that it has', () => {
    const [code = ''] = snippets('bench/README.md', 'sh')
    const told = [...code.matchAll(/ --(\w+)/g)].map(([, option]) => option)
    const taken = [...read('bench/main.ts').matchAll(/^ {4}(\w+): \{ type: '/gm)]
    expect(told.toSorted()).toEqual(taken.map(([, option]) => option).toSorted())
  })

  it.each(['README.md', 'relay/README.md', 'llms.txt'])(
    'brings a relay up in a minute, as %s says',
    async (file) => {
      const code = only(file, 'sh', 'payment-status-relay init').split('\n')
      const [init = '', check = '', serve = ''] = code.map((line) =>
        line.replace('npx payment-status-relay', `${process.execPath} ${MAIN}`),
      )
      await shell(init)
      expect(await shell(check)).toContain('http://localhost:8787')
      // The first of what commands.test.ts shows of it.
      expect(serve.replace(/ +#.*/, '')).toMatch(/main\.ts( serve)?$/)
      rmSync(join(folder, '.env'))
    },
  )

  it('has a page in a minute that shows what the server’s two snippets say', async () => {
    const put = here(only('README.md', 'js', "method: 'PUT'"))
    writeFileSync(join(folder, 'put.mjs'), `${put}\nconsole.log(token)`)
    const token = (await run(process.execPath, ['put.mjs'])).trim()
    await shell(here(only('README.md', 'sh', '"receipt":"BY-HAND-1"')))

    const page = await pageOf(only('README.md', 'html', '<payment-status').replace('eyJ…', token))
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
  })
})

describe('llms.txt', () => {
  it('has a page that shows what its two requests say', async () => {
    const put = here(only('llms.txt', 'sh', '-X PUT'))
    const { token } = JSON.parse(await shell(put.replace('curl', 'curl -s')))
    await shell(here(only('llms.txt', 'sh', '"receipt":"BY-HAND-1"')))
    const page = await pageOf(only('llms.txt', 'html', '<payment-status').replace('eyJ…', token))
    const status = () => document.querySelector('payment-status')?.status
    await expect.poll(() => page.evaluate(status)).toBe('succeeded')
    await page.close()
  })

  it('names every status', () => {
    const [, list = ''] = /^Statuses: (.*?)\. None/m.exec(read('llms.txt')) ?? []
    expect([...list.matchAll(/`(\w+)`/g)].map(([, status]) => status)).toEqual([...STATUSES])
  })
})

describe('widget/README.md', () => {
  it('follows an order from a script', async () => {
    const { token } = await registered('ORD-1205')
    const code = here(only('widget/README.md', 'js', 'payment-status/client'))
      .replace('payment-status/client', join(ROOT, 'widget/client/index.ts'))
      .replace('token })', `token: ${JSON.stringify(token)} })`)
    const stopping = "\norder.on('change', () => order.stop())"
    writeFileSync(join(folder, 'follow.mjs'), code + stopping)
    expect((await run(process.execPath, ['follow.mjs'])).trim()).toMatch(/^[a-z_]+$/)
  })

  it('has a page in a minute, for whom the shop’s server says what may be seen', async () => {
    await registered('ORD-1205')
    const page = await pageOf(only('widget/README.md', 'html', 'retry-url'))
    const status = () => document.querySelector('payment-status')?.status
    await expect.poll(() => page.evaluate(status)).toBeTruthy()
    await page.close()
  })

  it('tells whether success was seen to happen', async () => {
    const { token } = await registered('ORD-1207')
    const code = only('widget/README.md', 'js', 'event.seen')
    const page = await pageOf(
      `${SCRIPT}<payment-status order="ORD-1207" token="${token}"></payment-status><script>${code}</script>`,
    )
    const said: string[] = []
    page.on('console', (message) => said.push(message.text()))
    await page.waitForFunction(() => document.querySelector('payment-status')?.status === 'pending')
    await api('POST', 'orders/ORD-1207/updates', { status: 'succeeded', receipt: 'R-1' })
    await expect.poll(() => said).toEqual(['paid, just now: R-1'])

    // After a reload it is found so.
    await page.reload()
    const status = () => document.querySelector('payment-status')?.status
    await expect.poll(() => page.evaluate(status)).toBe('succeeded')
    expect(said).toEqual(['paid, just now: R-1'])
    await page.close()
  })

  it('is fine with the policy that it names', async () => {
    const [, policy = ''] = /^```\n(script-src.*)\n```$/m.exec(read('widget/README.md')) ?? []
    const { token } = await registered('ORD-1208')
    const page = await pageOf(
      `${SCRIPT}<payment-status order="ORD-1208" token="${token}"></payment-status>`,
      here(policy).replaceAll('wss://pay.example.com', relay.replace('http', 'ws')),
    )
    const connection = () => document.querySelector('payment-status')?.connection
    await expect.poll(() => page.evaluate(connection)).toBe('live')
    await page.close()
  })

  it('can be imported from npm', async () => {
    const code = only('widget/README.md', 'js', "import 'payment-status' //")
    const here = code.replace("'payment-status'", `'${join(ROOT, 'widget/index.ts')}'`)
    writeFileSync(join(folder, 'element.mjs'), here)
    expect(await run(process.execPath, ['element.mjs'])).toBe('')
  })

  it('has a dialog with the shop’s own form in it, which answers once it is closed', async () => {
    const page = await pageOf(`${SCRIPT}${only('widget/README.md', 'html', 'variant="dialog"')}`)
    await page.click('#pay')
    await page.waitForFunction(() => document.activeElement?.matches('[name=phone]'))
    await page.keyboard.type('0712345678\n')
    await page.waitForFunction(() => document.querySelector('payment-status')?.status === 'pending')
    await api('POST', 'orders/ORD-1206/updates', { status: 'succeeded' })
    // Nobody is led away who does not want to be: it says for how long it waits, and then it closes.
    await expect.poll(() => new URL(page.url()).pathname).toBe('/thanks')
    await page.close()
  })

  it('has toasts for who is signed in', async () => {
    const page = await pageOf(`${SCRIPT}${only('widget/README.md', 'html', '<payment-toasts')}`)
    const data = /`(\{ "amount".*\})`/.exec(read('widget/README.md'))?.[1] ?? ''
    await api('POST', 'customers/42/notifications', {
      type: 'payment_success',
      data: JSON.parse(data),
    })
    const told = () =>
      [...document.querySelectorAll('payment-toasts')].map((each) => each.shadowRoot?.textContent)
    await expect.poll(async () => (await page.evaluate(told)).join()).toContain('№ 1205')
    await page.close()
  })
})

describe('relay/README.md', () => {
  it('names the program that the package has', () => {
    const { bin } = JSON.parse(read('package.json')) as { bin: Record<string, string> }
    const path = join('node_modules/payment-status', bin['payment-status-relay'] ?? '')
    expect(only('relay/README.md', 'sh', 'main.js serve').trim()).toBe(`node ${path} serve`)
  })

  it('tells of a prompt', async () => {
    const answer = await shell(here(only('relay/README.md', 'sh', 'ws_CO_191220191020363925')))
    expect(answer).toContain('"payment":"ws_CO_191220191020363925"'.replace('payment', 'id'))
  })

  it('tells by what a provider is asked', async () => {
    const answer = await shell(here(only('relay/README.md', 'sh', '"asks"')))
    expect(answer).toContain('"asks":{"mtn-momo":["8b1d6c1e-52f0-4a0c-9a57-2f6f0c3c1f11"]}')
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
