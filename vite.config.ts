/** Builds what browsers load into dist/web: the widget, as the relay serves it, and the demo. */

import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { transform } from 'lightningcss'
import { minify } from 'terser'
import { defineConfig, parseSync, Visitor, type ESTree, type Plugin } from 'vite'
import { PATHS, SOCKETS } from './relay/http/paths.ts'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

const RELAY = 'http://127.0.0.1:8787'

/** What the relay answers, and the demo's shop beside it. */
const DEMO = '/demo/(start|orders|token|callbacks|network)'
const FORWARDED = `^(${[...Object.values(PATHS), DEMO].join('|')})(/|$|\\?)`

export default defineConfig({
  root: path('demo'),
  base: './',
  publicDir: false,
  appType: 'mpa',
  plugins: [small(), script(), relay()],
  build: {
    outDir: path('dist/web'),
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { 'payment-status': path('widget/script.ts'), demo: path('demo/index.html') },
      // A lazy part must never import the script: under another URL, that would be a second copy of it.
      preserveEntrySignatures: 'strict',
      // The element is a ReactiveElement.
      treeshake: { moduleSideEffects: [{ test: /node_modules.lit-element/, sideEffects: false }] },
      output: {
        entryFileNames: ({ name }) =>
          name === 'payment-status' ? '[name].[hash].js' : 'demo/[name].[hash].js',
        chunkFileNames: 'payment-status-[name].[hash].js',
        assetFileNames: 'demo/[name].[hash][extname]',
        hashCharacters: 'hex',
      },
    },
  },
  server: {
    port: 5173,
    // With the host that the browser named: the relay knows its own pages by it.
    proxy: {
      [FORWARDED]: { target: RELAY, changeOrigin: false },
      [SOCKETS]: { target: RELAY, ws: true, changeOrigin: false },
    },
  },
})

/** Minifies what minifiers leave alone: the styles and markup in templates, and Lit. */
function small(): Plugin {
  return {
    name: 'payment-status-small',
    apply: 'build',
    transform(code, id) {
      if (id.endsWith('.styles.ts')) return smallStyles(code, id)
      if (id.startsWith(path('widget/'))) return smallMarkup(code, id)
      return /\/node_modules\/(@lit|lit[\w-]*)\//.test(id) ? smallLit(code) : undefined
    },
    async renderChunk(code, chunk) {
      if (chunk.name !== 'payment-status') return undefined
      // Before Vite's own minifier: each finds what the other one leaves.
      const { code: small = code } = await minify(code, {
        module: true,
        ecma: 2022,
        compress: { passes: 3, keep_fargs: false, pure_getters: true, unsafe_arrows: true },
        mangle: { properties: { regex: LIT_S_OWN } },
      })
      return small
    },
  }
}

const smallStyles = (code: string, filename: string): string =>
  code.replace('{ css }', '{ unsafeCSS }').replace(/css`([^`]*)`/g, (_, css: string) => {
    const minified = transform({ filename, code: Buffer.from(css), minify: true }).code
    // The same, without the check that nothing is filled in: nothing is.
    return `unsafeCSS(${JSON.stringify(Buffer.from(minified).toString())})`
  })

/** As in JSX: white space with a line break is nothing beside a tag, and one space elsewhere. */
function smallMarkup(code: string, filename: string): string {
  const texts: ESTree.TemplateElement[] = []
  const { program } = parseSync(filename, code, { lang: 'js' })
  new Visitor({ TemplateElement: (text) => texts.push(text) }).visit(program)
  return texts.reduceRight((whole, { start, end }) => {
    const text = whole
      .slice(start, end)
      .replace(/(?<=>)\s*\n\s*|\s*\n\s*(?=[<>])/g, '')
      .replace(/\s*\n\s*/g, ' ')
    return whole.slice(0, start) + text + whole.slice(end)
  }, code)
}

/** What only Lit calls so, all of which is in the one file: its private names, and its offers to heirs. */
const LIT_S_OWN = new RegExp(
  `^_\\$|^(?:${[
    'converter',
    'createProperty',
    'createRenderRoot',
    'creationScope',
    'elementStyles',
    'enableUpdating',
    'endNode',
    'finalizeStyles',
    'firstUpdated',
    'fromAttribute',
    'getPropertyDescriptor',
    'getPropertyOptions',
    'getUpdateComplete',
    'hasChanged',
    'noAccessor',
    'performUpdate',
    'reflect',
    'renderBefore',
    'scheduleUpdate',
    'setConnected',
    'shadowRootOptions',
    'shouldUpdate',
    'startNode',
    'toAttribute',
    'useDefault',
    'willUpdate',
    'wrapped',
  ].join('|')})$`,
)

/** What Lit brings for others, and what is left of it here. Whatever else is in it stays. */
const FOREIGN: readonly [RegExp, string][] = [
  // Browsers that need polyfills, and pages that were rendered on a server.
  [/\w+\.(?:ShadyCSS|\w+(?:Polyfill|Hydrate)Support)\b/g, 'undefined'],
  // Decorators.
  [
    /\w+\.litPropertyMetadata\?\?=new WeakMap|Symbol\.metadata\?\?=Symbol\("metadata"\)/g,
    'undefined',
  ],
  [/this\[Symbol\.metadata\]/g, 'null'],
  [/static addInitializer\(.*?\}(?=static )/, ''],
  // Other copies in the page, that would warn of this one.
  [/\(\w+\.\w+Versions\?\?=\[\]\)\.push\("[\d.]+"\)/g, 'undefined'],
  // Developers.
  [/\bError\("[^"]+"\)/g, 'Error()'],
]

const smallLit = (code: string): string =>
  FOREIGN.reduce((rest, [foreign, left]) => rest.replace(foreign, left), code)

/** `payment-status.js`: the name that never changes leads to the file that never does. */
function script(): Plugin {
  return {
    name: 'payment-status-script',
    generateBundle(_, bundle) {
      const entry = Object.values(bundle).find(
        (file) => file.type === 'chunk' && file.isEntry && file.name === 'payment-status',
      )
      if (!entry) return
      this.emitFile({
        type: 'asset',
        fileName: 'payment-status.js',
        source: `export * from './${entry.fileName}'\n`,
      })
    },
    configureServer({ middlewares }) {
      // While one edits, the same address serves the sources.
      middlewares.use((request, _, next) => {
        if (request.url === '/payment-status.js') request.url = `/@fs${path('widget/script.ts')}`
        next()
      })
    },
  }
}

/** `npm run dev`: a relay beside the pages, that starts anew as one edits it. */
function relay(): Plugin {
  return {
    name: 'payment-status-relay',
    // Vitest is a server too, and wants no relay beside it.
    apply: (_, { command }) => command === 'serve' && !process.env['VITEST'],
    configureServer({ httpServer }) {
      const child = spawn(process.execPath, ['--watch', path('relay/main.ts'), 'serve', '--demo'], {
        stdio: 'inherit',
      })
      httpServer?.on('close', () => child.kill())
    },
  }
}
