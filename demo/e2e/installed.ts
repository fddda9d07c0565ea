/** The package as npm packs it, and what others build with beside it: made once for a run, by the test that needs it first. */

import { execFile } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    shared: string
  }
}

const ROOT = join(import.meta.dirname, '../..')

/** What a copy of the sources is without. */
const LEFT_OUT = new Set(['node_modules', 'dist', '.git'])

/** None of them is a dependency of ours: they are installed here. */
const DEPENDENCIES = {
  '@sveltejs/vite-plugin-svelte': '7.3.1',
  '@types/node': '24.19.2',
  '@types/react': '19.3.3',
  '@types/react-dom': '19.3.0',
  '@vitejs/plugin-react': '6.3.0',
  '@vitejs/plugin-vue': '6.0.11',
  next: '16.4.6',
  react: '19.3.1',
  'react-dom': '19.3.1',
  standardwebhooks: '1.1.1',
  svelte: '5.57.3',
  typescript: '5.9.3',
  'typescript-5.4': 'npm:typescript@5.4',
  'typescript-5.7': 'npm:typescript@5.7',
  'typescript-7': 'npm:typescript@7',
  vite: '8.3.8',
  vue: '3.5.45',
  'vue-tsc': '3.3.14',
}

/** How long it may take to be made, in ms: a registry far away, and nothing of it here yet. */
export const LONG_ENOUGH = 15 * 60_000

/** How often a test looks whether another has made it, in ms. */
const LOOK = 200

/** Of Next.js, as its own command runs it. */
export const NEXT = 'node_modules/next/dist/bin/next'

/** What npm says is worth nothing until it fails. */
const npm = (cwd: string, ...args: string[]) => promisify(execFile)('npm', args, { cwd })

/** What npm is told wherever something is installed: what was fetched before is not asked for again. */
export const INSTALL = ['install', '--prefer-offline', '--no-audit', '--no-fund']

/** The path of the tarball. Built in a copy: other tests read what stands in dist. */
export async function packed(): Promise<string> {
  const folder = await onceForAll('packed', async (folder) => {
    const sources = join(folder, 'sources')
    cpSync(ROOT, sources, { recursive: true, filter: (from) => !LEFT_OUT.has(basename(from)) })
    symlinkSync(join(ROOT, 'node_modules'), join(sources, 'node_modules'))
    await npm(sources, 'pack', '--pack-destination', folder)
  })
  return join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '')
}

/** A folder in which all of it is installed, ours from the tarball; what lies in folders below finds it. */
export async function installed(): Promise<string> {
  const tarball = await packed()
  return onceForAll('installed', async (folder) => {
    const dependencies = { ...DEPENDENCIES, 'payment-status': `file:${tarball}` }
    const manifest = { private: true, type: 'module', dependencies }
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
    await npm(folder, ...INSTALL)
  })
}

/** Fills a folder of that name. Test files are processes of their own: whoever makes the folder fills it, the others wait. */
async function onceForAll(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(inject('shared'), name)
  const outcome = `${folder}.outcome`
  if (mkdirSync(folder, { recursive: true }) !== undefined) {
    const fault = await fill(folder).then(
      () => '',
      (error) => `${error.message}\n${error.stdout ?? ''}`,
    )
    writeFileSync(`${outcome}.new`, fault)
    renameSync(`${outcome}.new`, outcome)
  }
  while (!existsSync(outcome)) await setTimeout(LOOK)
  const fault = readFileSync(outcome, 'utf8')
  if (fault) throw new Error(`${name}: ${fault}`)
  return folder
}
