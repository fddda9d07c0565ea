/** Builds what browsers load into dist/web: the widget, as the relay serves it, and the demo. */

import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Features, transform } from 'lightningcss'
import { defineConfig, type Plugin } from 'vite'
import { PATHS, SOCKETS } from './relay/http/paths.ts'
import en from './widget/locales/en.json' with { type: 'json' }
import enLater from './widget/locales/en.later.json' with { type: 'json' }
import { listed } from './widget/locales/named.ts'
import { merged } from './widget/locales/words.ts'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

const RELAY = 'http://127.0.0.1:8787'

/** What the relay answers, and the demo's stage in front of it. */
const DEMO = '/demo/(start|orders|token|acts|callbacks|network|relay|events)'

/** The lines of its pages to the relay, sockets as well. */
const LINE = '^/line/'
const FORWARDED = `^(${[...Object.values(PATHS), DEMO, '/console/api'].join('|')})(/|$|\\?)`

export default defineConfig({
  root: path('demo'),
  base: './',
  publicDir: false,
  appType: 'mpa',
  plugins: [
    plainImports(),
    apart(),
    copies(),
    styles(),
    templates(),
    languages(),
    script(),
    relay(),
  ],
  build: {
    outDir: path('dist/web'),
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: {
        'payment-status': path('widget/script.ts'),
        demo: path('demo/index.html'),
        console: path('demo/console/index.html'),
      },
      // A lazy part must never import the script: under another URL, that would be a second copy of it.
      preserveEntrySignatures: 'strict',
      // Nothing here, or in Lit, does something by being read.
      treeshake: { propertyReadSideEffects: false },
      output: {
        entryFileNames: ({ name }) =>
          name === 'payment-status' ? '[name].[hash].js' : 'demo/[name].[hash].js',
        chunkFileNames: 'payment-status-[name].[hash].js',
        assetFileNames: 'demo/[name].[hash][extname]',
        hashCharacters: 'hex',
        // What is written as a constant stays one, and the minifier may put it where it is used.
        topLevelVar: false,
      },
    },
  },
  server: {
    port: 5173,
    // With the host that the browser named: the relay knows its own pages by it.
    proxy: {
      [FORWARDED]: { target: RELAY, changeOrigin: false },
      [LINE]: { target: RELAY, ws: true, changeOrigin: false },
      [SOCKETS]: { target: RELAY, ws: true, changeOrigin: false },
      '/console/ws': { target: RELAY, ws: true, changeOrigin: false },
    },
  },
})

/** `import()` as it stands: Vite would have each bring style sheets along, of which there are none. */
function plainImports(): Plugin {
  const helper = '\0vite/preload-helper.js'
  return {
    name: 'payment-status-plain-imports',
    apply: 'build',
    enforce: 'pre',
    // One for each: one for all would be a file of its own, for which every first visit had to wait.
    resolveId: (id, importer) => (id === helper ? `${helper}?${importer}` : undefined),
    load: (id) =>
      id.startsWith(helper) ? 'export const __vitePreload = (load) => load()' : undefined,
  }
}

/**
 * What is loaded behind the first request, and the demo's pages, have their own copy of the little that both need, none
 * of which has a state: or that would be a third file.
 */
function copies(): Plugin {
  const copied = [
    'relay/protocol.ts',
    'widget/events.ts',
    'widget/lazily.ts',
    'widget/client/backoff.ts',
  ].map(path)
  const behind =
    /\/widget\/(face\.|load-code\.|load-later\.|words-controller\.|locales\/|toasts\/|view-model\/)|\?copy$/
  const ofDemo = path('demo/')
  return {
    name: 'payment-status-copies',
    apply: 'build',
    enforce: 'pre',
    async resolveId(id, importer = '') {
      const isDemo = importer.startsWith(ofDemo) || importer.endsWith('?demo')
      if (!isDemo && !behind.test(importer)) return undefined
      const importing = importer.replace(/\?(copy|demo)$/, '')
      const original = await this.resolve(id, importing, { skipSelf: true })
      if (!original || !copied.includes(original.id)) return original
      return `${original.id}?${isDemo ? 'demo' : 'copy'}`
    },
    load: (id) =>
      /\?(copy|demo)$/.test(id) ? readFileSync(id.replace(/\?\w+$/, ''), 'utf8') : undefined,
  }
}

/**
 * The console has a copy of all that it imports, Lit's too: what it shared with the script would be another file, for
 * which every shopper had to wait.
 */
function apart(): Plugin {
  const own = path('demo/console/')
  const mark = '?apart'
  return {
    name: 'payment-status-apart',
    apply: 'build',
    enforce: 'pre',
    async resolveId(id, importer = '') {
      if (!importer.startsWith(own) && !importer.endsWith(mark)) return undefined
      const from = importer.replace(mark, '')
      const original = await this.resolve(id, from, { skipSelf: true })
      // Nor does it share the others' copies.
      const file = original?.id.replace(/\?(copy|demo)$/, '') ?? ''
      return /\.(ts|js|json)$/.test(file) && !file.startsWith(own) ? file + mark : original
    },
    load(id) {
      if (!id.endsWith(mark)) return undefined
      const text = readFileSync(id.slice(0, -mark.length), 'utf8')
      return id.endsWith(`.json${mark}`) ? `export default ${text}` : text
    },
  }
}

/** Minifies the styles in templates, which minifiers of scripts leave alone. */
function styles(): Plugin {
  return {
    name: 'payment-status-styles',
    apply: 'build',
    transform(code, id) {
      if (!id.endsWith('.styles.ts')) return undefined
      return code.replace(/css`([^`]*)`/g, (_, css: string) => {
        // Comparisons in media queries are younger than the browsers we serve.
        const include = Features.MediaRangeSyntax
        const minified = transform({
          filename: id,
          code: Buffer.from(css),
          minify: true,
          include,
        }).code
        const escaped = minified.toString().replace(/[\\`$]/g, '\\$&')
        return `css\`${escaped}\``
      })
    },
  }
}

/** Takes the line breaks between tags and attributes out of templates: they are for who reads the sources. */
function templates(): Plugin {
  return {
    name: 'payment-status-templates',
    apply: 'build',
    transform: (code, id) =>
      id.includes('/widget/') && code.includes('html`')
        ? code
            .replace(/([>}`])\s*\n\s*(?=<|\$\{|`)/g, '$1')
            .replace(/\s*\n\s+(?=[.?@\w-]+=["$]|\/?>)/g, ' ')
        : undefined,
  }
}

/**
 * The languages, each in a file of its own that has no names of words: those are English's, which is there anyway.
 * One hash for all, so that the script need not know thirty.
 */
function languages(): Plugin {
  const folder = path('widget/locales')
  const english = merged(en, enLater)
  const files = globSync('*.json', { cwd: folder }).filter((file) => !file.startsWith('en.'))
  const sources = files.toSorted().map((file) => {
    const words = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'))
    const source = `export default${JSON.stringify(listed(english, words))}`
    return { name: basename(file, '.json'), source }
  })
  const names = sources.map(({ name }) => name).join(' ')
  const hash = createHash('sha256').update(JSON.stringify(sources)).digest('hex').slice(0, 8)

  return {
    name: 'payment-status-languages',
    apply: 'build',
    enforce: 'pre',
    config: () => ({
      define: { LANGUAGES: JSON.stringify(names), LANGUAGES_HASH: JSON.stringify(hash) },
    }),
    resolveId: (id, importer) =>
      id === './load.ts' && importer?.endsWith('/widget/locales/index.ts')
        ? `${folder}/load.web.ts`
        : undefined,
    generateBundle() {
      for (const { name, source } of sources) {
        const fileName = `payment-status-${name}.${hash}.js`
        this.emitFile({ type: 'asset', fileName, source })
      }
    },
  }
}

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
