/**
 * The real code in a world of its own: bundled once, into one function whose parameters are the globals.
 * Whoever calls it gets a fresh copy of its state, and all copies share one compilation.
 */

import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { build, type Plugin } from 'vite'

const ROOT = join(import.meta.dirname, '../..')

/** A change to the source, to see whether anybody notices. */
export interface Mutation {
  /** From the root of the repository. */
  file: string
  /** Stands there exactly once. */
  find: string
  replace: string
}

/** Makes a copy of the code's modules out of these globals, in the order of `names`. */
export type Realm<Exports> = (...globals: unknown[]) => Exports

/** Compiles the module at `entry`. `names`: the globals that it shall get from us. */
export async function realm<Exports>(
  entry: string,
  names: readonly string[],
  mutations: readonly Mutation[] = [],
): Promise<Realm<Exports>> {
  const code = await bundle(entry, mutations)
  const body = `'use strict'; const exports = {}; ${code}; return exports`
  return new Function(...names, body) as Realm<Exports>
}

async function bundle(entry: string, mutations: readonly Mutation[]): Promise<string> {
  const left = new Set(mutations)
  const built = await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    plugins: [mutate(left)],
    ssr: { noExternal: /^(hono|valibot)/ },
    build: {
      ssr: join(ROOT, entry),
      write: false,
      minify: false,
      target: 'esnext',
      rolldownOptions: { external: isBuiltin, output: { format: 'cjs' } },
    },
  })
  for (const { file } of left) throw new Error(`${file} is no part of ${entry}.`)
  if (!('output' in built) || built.output.length !== 1) throw new Error('One file was expected.')
  return built.output[0].code
}

/** Takes out of `left` what it has done. */
const mutate = (left: Set<Mutation>): Plugin => ({
  name: 'mutate',
  enforce: 'pre',
  transform(code, id) {
    let mutated = code
    for (const mutation of left) {
      const { file, find, replace } = mutation
      if (id !== join(ROOT, file)) continue
      const parts = mutated.split(find)
      if (parts.length !== 2) throw new Error(`${parts.length - 1} × in ${file}: ${find}`)
      mutated = parts.join(replace)
      left.delete(mutation)
    }
    return mutated === code ? undefined : { code: mutated, map: null }
  },
})
