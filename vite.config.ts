/** Builds what browsers load into dist/web: the widget, as the relay serves it, and the demo. */

import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { transform } from 'lightningcss'
import { defineConfig, type Plugin } from 'vite'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

const RELAY = 'http://127.0.0.1:8787'

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
      '^/(orders|poll|tokens|callbacks|demo/(start|orders|token|callbacks|network))(/|$|\\?)': {
        target: RELAY,
        changeOrigin: false,
      },
      '/ws': { target: RELAY, ws: true, changeOrigin: false },
    },
  },
})

/** Minifies what minifiers leave alone: the styles and markup in templates. */
function small(): Plugin {
  return {
    name: 'payment-status-small',
    apply: 'build',
    transform(code, id) {
      if (!id.endsWith('.styles.ts')) return undefined
      return code.replace('{ css }', '{ unsafeCSS }').replace(/css`([^`]*)`/g, (_, css: string) => {
        const minified = transform({ filename: id, code: Buffer.from(css), minify: true }).code
        // The same, without the check that nothing is filled in: nothing is.
        return `unsafeCSS(${JSON.stringify(Buffer.from(minified).toString())})`
      })
    },
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        // In the element's minified code, line breaks are left only inside of its templates.
        if (file.type !== 'chunk' || file.name !== 'payment-status') continue
        file.code = file.code.replace(/\s*\n\s*/g, ' ')
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
