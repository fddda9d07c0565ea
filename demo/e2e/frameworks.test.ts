/** The package in what others build: React 19, Vue 3, Svelte 5, Next.js, plain pages and Node, checked and built as they do it. */

import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { serveStatic } from '@hono/node-server/serve-static'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import type { Tab } from './browser.ts'
import { chromium } from './browser.puppeteer.ts'
import { installed, LONG_ENOUGH } from './installed.ts'
import { relayForAll } from './payment.ts'
import { openRecipe, RECIPES } from './recipes/page.ts'
import sw from '../../widget/locales/sw.json' with { type: 'json' }

const ROOT = join(import.meta.dirname, '../..')

/** A number, as frameworks hand it over: as the property it is. */
const ORDER = 1207

/** What each shop's page counts: how often it was told that the order is paid. */
const COUNTING = 'window.paid = (window.paid ?? 0) + 1'

const index = (main: string) => `<!doctype html><html lang="en">
  <script src="/payment.js"></script><div id="app"></div><script type="module" src="/${main}"></script></html>`

/**
 * Its own component draws ten times anew, with a new function, another `debug` and another list each time: what was known
 * stays known.
 */
const REACT = `
  import { useEffect, useRef, useState } from 'react'
  import { usePaymentStatus } from 'payment-status/react'
  import 'payment-status'

  declare global { interface Window { paid?: number; lost?: boolean; payment: { relay: string; token: string } } }

  export function Checkout() {
    const { relay, token } = window.payment
    const [turn, setTurn] = useState(0)
    const { snapshot } = usePaymentStatus({ relay, order: ${ORDER}, getToken: async () => token })
    const orders = turn % 2 === 1 ? [${ORDER}, ${ORDER}] : [${ORDER}]
    const [first] = usePaymentStatus({ relay, orders, token })
    const status = snapshot?.status
    const wasKnown = useRef(false)
    useEffect(() => {
      if (wasKnown.current && !first?.snapshot) window.lost = true
      wasKnown.current ||= first?.snapshot !== undefined
    })
    useEffect(() => { if (status && turn < 10) setTurn(turn + 1) }, [status, turn])
    return <>
      <output>{status === first?.snapshot?.status ? status : ''}</output>
      <payment-status
        order={${ORDER}} relay={relay} getToken={async () => token} debug={turn % 2 === 1}
        onpayment-succeeded={({ snapshot }) => { if (snapshot.id === '${ORDER}') ${COUNTING} }}
      />
    </>
  }`

/** The manual's own component of a kind: checked with the others. */
const manuals = (kind: string): string =>
  new RegExp(`\`\`\`${kind}\\n([^]*?)\`\`\``).exec(
    readFileSync(join(ROOT, 'widget/README.md'), 'utf8'),
  )?.[1] ?? ''

/** In the page: one connection does, however often it is drawn anew. */
const COUNTED = `
  window.sockets = 0
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given)
      window.sockets++
    }
  }`

interface Shop {
  files: Readonly<Record<string, string>>
  /** Commands that check and build it, and where that leaves the pages. */
  commands: readonly (readonly [command: string, ...args: string[]])[]
  pages: string
}

const TSCONFIG = {
  strict: true,
  module: 'ESNext',
  moduleResolution: 'Bundler',
  target: 'ES2022',
  lib: ['ES2022', 'DOM'],
  noEmit: true,
  skipLibCheck: false,
  types: [],
}

const tsconfig = (options: object, ...include: string[]) =>
  JSON.stringify({ compilerOptions: { ...TSCONFIG, ...options }, include })

const vite = (plugin: string) =>
  `import plugin from '${plugin}'\nexport default { plugins: [plugin()] }`

/** A page that names each module itself, and builds nothing. */
const IMPORTS = {
  'payment-status': '/node_modules/payment-status/dist/widget/index.js',
  lit: '/node_modules/lit/index.js',
  'lit/': '/node_modules/lit/',
  'lit-html': '/node_modules/lit-html/lit-html.js',
  'lit-html/': '/node_modules/lit-html/',
  'lit-element/lit-element.js': '/node_modules/lit-element/lit-element.js',
  '@lit/reactive-element': '/node_modules/@lit/reactive-element/reactive-element.js',
  '@lit/reactive-element/': '/node_modules/@lit/reactive-element/',
  uqr: '/node_modules/uqr/dist/index.mjs',
}

const PLAIN = `
  import 'payment-status'
  const element = document.querySelector('payment-status')
  element.addEventListener('payment-status-change', ({ snapshot }) => {
    document.querySelector('output').textContent = snapshot.status
  })
  element.addEventListener('payment-succeeded', () => { ${COUNTING} })
  Object.assign(element, { order: ${ORDER}, ...window.payment })`

const plain = (head: string, main: string) => `<!doctype html><html lang="en"><head>
  <script src="/payment.js"></script>${head}</head><body>
  <output></output><payment-status></payment-status><script type="module"${main}</script></body></html>`

const SHOPS: Readonly<Record<string, Shop>> = {
  React: {
    files: {
      'index.html': index('main.tsx'),
      'main.tsx': `
        import { StrictMode } from 'react'
        import { createRoot } from 'react-dom/client'
        import { Checkout } from './checkout.tsx'
        createRoot(document.querySelector('#app')!).render(<StrictMode><Checkout /></StrictMode>)`,
      'checkout.tsx': REACT,
      'manual.tsx': manuals('tsx'),
      'vite.config.js': vite('@vitejs/plugin-react'),
      'tsconfig.json': tsconfig(
        { jsx: 'react-jsx', allowImportingTsExtensions: true },
        'checkout.tsx',
        'manual.tsx',
      ),
    },
    commands: [
      ['tsc', '-p', '.'],
      ['vite', 'build'],
    ],
    pages: 'dist',
  },
  'Next.js': {
    files: {
      'app/layout.tsx': `
        export default function Layout({ children }: { children: React.ReactNode }) {
          return <html lang="en"><head><script src="/payment.js" /></head><body>{children}</body></html>
        }`,
      'app/page.tsx': `
        'use client'
        import { useEffect, useState } from 'react'
        import { Checkout } from './checkout'
        export default function Page() {
          const [isHere, setIsHere] = useState(false)
          useEffect(() => setIsHere(true), [])
          return isHere ? <Checkout /> : null
        }`,
      'app/checkout.tsx': `'use client'\n${REACT}`,
      'next.config.mjs': `export default { output: 'export' }`,
      'tsconfig.json': tsconfig({ jsx: 'preserve', skipLibCheck: true }, 'app'),
    },
    commands: [['next', 'build']],
    pages: 'out',
  },
  Vue: {
    files: {
      'index.html': index('main.js'),
      'main.js': `
        import { createApp } from 'vue'
        import Checkout from './Checkout.vue'
        createApp(Checkout).mount('#app')`,
      'Checkout.vue': `
        <script setup lang="ts">
        import { ref } from 'vue'
        import 'payment-status'
        import type {} from 'payment-status/vue'
        const { relay, token } = (window as any).payment
        const status = ref('')
        const getToken = async (): Promise<string> => token
        const count = () => { const window = globalThis as any; ${COUNTING} }
        </script>
        <template>
          <output>{{ status }}</output>
          <payment-status
            :order="${ORDER}" :relay="relay" :getToken="getToken" :debug="status === 'pending'"
            @payment-status-change="status = $event.snapshot.status" @payment-succeeded="count"
          />
        </template>`,
      'Manual.vue': manuals('vue'),
      'vite.config.js': `
        import vue from '@vitejs/plugin-vue'
        const isCustomElement = (tag) => tag.startsWith('payment-')
        export default { plugins: [vue({ template: { compilerOptions: { isCustomElement } } })] }`,
      'tsconfig.json': tsconfig({ skipLibCheck: true }, 'Checkout.vue', 'Manual.vue'),
    },
    commands: [
      ['vue-tsc', '-p', '.'],
      ['vite', 'build'],
    ],
    pages: 'dist',
  },
  Svelte: {
    files: {
      'index.html': index('main.js'),
      'main.js': `
        import { mount } from 'svelte'
        import Checkout from './Checkout.svelte'
        mount(Checkout, { target: document.querySelector('#app') })`,
      'Checkout.svelte': `
        <script>
        import 'payment-status'
        const { relay, token } = window.payment
        let status = $state('')
        </script>
        <output>{status}</output>
        <payment-status
          order={${ORDER}} {relay} getToken={async () => token} debug={status === 'pending'}
          onpayment-status-change={(event) => (status = event.snapshot.status)}
          onpayment-succeeded={() => { ${COUNTING} }}
        ></payment-status>`,
      'vite.config.js': `
        import { svelte } from '@sveltejs/vite-plugin-svelte'
        export default { plugins: [svelte()] }`,
    },
    commands: [['vite', 'build']],
    pages: 'dist',
  },
  'plain HTML with Vite': {
    files: { 'index.html': plain('', ' src="/main.js">'), 'main.js': PLAIN },
    commands: [['vite', 'build']],
    pages: 'dist',
  },
  'plain HTML with an import map': {
    files: {
      'index.html': plain(
        `<script type="importmap">${JSON.stringify({ imports: IMPORTS })}</script>`,
        `>${PLAIN}`,
      ),
    },
    commands: [],
    pages: '.',
  },
}

/** How the recipes' own files are checked and built, as they lie there. */
const RECIPES_IN: Readonly<Record<string, Shop>> = {
  react: {
    files: {
      'tsconfig.json': tsconfig({ jsx: 'react-jsx', allowImportingTsExtensions: true }, 'main.tsx'),
    },
    commands: [
      ['tsc', '-p', '.'],
      ['vite', 'build'],
    ],
    pages: 'dist',
  },
  vue: {
    files: {
      'tsconfig.json': tsconfig(
        { skipLibCheck: true, allowImportingTsExtensions: true },
        'Orders.vue',
      ),
    },
    commands: [
      ['vue-tsc', '-p', '.'],
      ['vite', 'build'],
    ],
    pages: 'dist',
  },
  svelte: { files: {}, commands: [['vite', 'build']], pages: 'dist' },
}

/** Who uses the element and the client; from 5.4 on. */
const ON_A_PAGE = `
  import 'payment-status'
  import type { PaymentStatusElement } from 'payment-status'
  import { follow, type Snapshot } from 'payment-status/client'
  const element: PaymentStatusElement = document.createElement('payment-status')
  element.addEventListener('payment-succeeded', ({ snapshot, seen }) => {
    const [id, isSeen]: [string, boolean] = [snapshot.id, seen]
    console.log(id, isSeen)
  })
  const following = follow({ relay: 'https://pay.example.com/', order: 'A', token: 't' })
  following.on('change', ({ status }: Snapshot) => console.log(status))`

/** Who has the relay inside; from 5.7 on, as Hono has it. */
const IN_NODE = `
  import { createServer } from 'node:http'
  import { follow } from 'payment-status/client'
  import { createRelay, memoryStore } from 'payment-status/relay'
  const server = createServer().listen(0)
  const relay = createRelay({ store: memoryStore() })
  relay.attach(server, { path: '/pay' })
  const { token } = await relay.register('A', { amount: 5000, currency: 'EUR' })
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const following = follow({ relay: \`http://127.0.0.1:\${port}/pay/\`, order: 'A', token })
  following.on('change', async ({ status }) => {
    if (status === 'pending') return void relay.update('A', { status: 'succeeded' })
    console.log(status)
    following.stop()
    await relay.close()
    server.close()
  })`

/** The words alone. Not for TypeScript's node16, which knows no attributes of imports. */
const WORDS = `
  import sw from 'payment-status/locales/sw.json' with { type: 'json' }
  console.log(sw.title.succeeded)`

/** Each way of finding modules, with what else it asks for. */
const RESOLUTIONS = { node16: 'node16', nodenext: 'nodenext', bundler: 'esnext' } as const

function write(folder: string, files: Shop['files']): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

/** Serves a folder on an origin of its own. */
async function serve(folder: string, modules: string): Promise<string> {
  const app = new Hono()
    .use('/node_modules/*', serveStatic({ root: modules }))
    .use(serveStatic({ root: folder }))
  const server = createServer(getRequestListener(app.fetch)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

/** In a recipe's page: the order that it is about, what it says of a sale, and how each of its list stands. */
const listed = () => ({
  status: document.querySelector('payment-status')?.status,
  sale: document.querySelector('output')?.textContent,
  list: [...document.querySelectorAll('li')].map(
    (row) =>
      row.querySelector('payment-status')?.status ?? /: (\w+)/.exec(row.textContent ?? '')?.[1],
  ),
})

/** In the page. */
const shown = () => ({
  status: document.querySelector('payment-status')?.status,
  told: document.querySelector('output')?.textContent,
  paid: (window as { paid?: number }).paid ?? 0,
  hasLost: 'lost' in window,
  sockets: (window as { sockets?: number }).sockets,
})

describe.skipIf(!inject('isLong'))('the package', { tags: 'long' }, () => {
  let folder: string
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' }
  const run = (cwd: string, command: string, ...args: string[]) =>
    promisify(execFile)(command, args, { cwd, env })

  beforeAll(async () => void (folder = await installed()), LONG_ENOUGH)

  async function build(at: string, { files, commands }: Shop): Promise<void> {
    write(at, files)
    for (const [command, ...args] of commands) {
      await run(at, join(folder, 'node_modules/.bin', command), ...args).catch((error) => {
        throw new Error(`${command}: ${error.stdout}${error.stderr}`)
      })
    }
  }

  async function newTab(): Promise<Tab> {
    const browser = await chromium()
    onTestFinished(() => browser.close())
    return browser.newTab()
  }

  it.each(Object.entries(SHOPS))('is checked, built and lives in %s', async (name, shop) => {
    const at = join(folder, 'shops', name)
    await build(at, shop)

    const relay = await relayForAll()
    const { token } = await relay.register(String(ORDER), { amount: 5000, currency: 'EUR' })
    const payment = JSON.stringify({ relay: relay.url, token })
    write(join(at, shop.pages), { 'payment.js': `window.payment = ${payment}\n${COUNTED}` })
    const url = await serve(join(at, shop.pages), folder)
    const tab = await newTab()
    await tab.open(url)
    const now = () => tab.evaluate(shown)
    const calm = { hasLost: false, sockets: 1 }
    await expect.poll(now).toEqual({ status: 'pending', told: 'pending', paid: 0, ...calm })
    await relay.update(String(ORDER), { status: 'succeeded' })
    await expect.poll(now).toEqual({ status: 'succeeded', told: 'succeeded', paid: 1, ...calm })
  })

  it.each(Object.entries(RECIPES_IN))('is used in %s as the recipe says', async (name, recipe) => {
    const at = join(folder, 'recipes', name)
    cpSync(join(RECIPES, name), at, { recursive: true })
    await build(at, recipe)

    const relay = await relayForAll()
    const order = { amount: 5000, currency: 'EUR', customers: ['42'] }
    for (const id of ['ORD-1205', 'ORD-1206']) await relay.register(id, order)
    const url = await openRecipe(join(at, recipe.pages), relay, {
      '/orders-token': async () => ({ token: await relay.token({ customer: '42' }) }),
    })
    const tab = await newTab()
    await tab.open(url)
    const now = () => tab.evaluate(listed)
    await expect.poll(now).toMatchObject({ status: 'pending', list: ['pending', 'pending'] })
    await relay.update('ORD-1205', { status: 'succeeded', receipt: 'NLJ7RT61SV' })
    await relay.update('ORD-1206', { status: 'processing' })
    await expect.poll(now).toEqual({
      status: 'succeeded',
      sale: 'Thank you. Receipt NLJ7RT61SV',
      list: ['succeeded', 'processing'],
    })
  })

  /** Of an alias or of `typescript` itself. */
  const tsc = (version: string): string => {
    const at = join(folder, 'node_modules', version)
    const { bin } = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8'))
    return join(at, bin.tsc)
  }

  const VERSIONS: readonly (readonly [version: string, ...files: string[]])[] = [
    ['typescript-5.4', 'page.ts'],
    ['typescript-5.7', 'page.ts', 'node.ts'],
    ['typescript', 'page.ts', 'node.ts'],
    ['typescript-7', 'page.ts', 'node.ts'],
  ]

  it.each(VERSIONS)('is typed for %s', async (version, ...files) => {
    for (const [moduleResolution, module] of Object.entries(RESOLUTIONS)) {
      for (const file of files) {
        const at = join(folder, 'types', version, moduleResolution, file)
        const lib = file === 'node.ts' ? ['ES2022'] : ['ES2022', 'DOM']
        const types = file === 'node.ts' ? ['node'] : []
        const options = { module, moduleResolution, lib, types, resolveJsonModule: true }
        write(at, {
          'package.json': '{ "type": "module" }',
          'page.ts': ON_A_PAGE,
          'node.ts': IN_NODE,
          'tsconfig.json': tsconfig(options, file),
        })
        const said = await run(at, process.execPath, tsc(version), '-p', '.').then(
          () => '',
          ({ stdout }) => `${moduleResolution}, ${file}: ${stdout}`,
        )
        expect(said).toBe('')
      }
    }
  })

  it('runs in Node: the relay inside a server, and the client that follows it', async () => {
    const at = join(folder, 'node')
    write(at, { 'package.json': '{ "type": "module" }', 'main.mjs': `${WORDS}\n${IN_NODE}` })
    const settings = {
      HOST: '127.0.0.1',
      API_KEYS: 'key-0123456789abcdef',
      TOKEN_SECRETS: 's'.repeat(40),
    }
    const { stdout } = await promisify(execFile)(process.execPath, ['main.mjs'], {
      cwd: at,
      env: { ...env, ...settings, NODE_ENV: 'test', LOG_LEVEL: 'silent' },
    })
    expect(stdout).toBe(`${sw.title.succeeded}\nsucceeded\n`)
  })
})
