/**
 * How `cem` makes dist/custom-elements.json: what editors and catalogues know of the elements, as their sources and
 * docstrings say it.
 */

import type { Config, Plugin } from '@custom-elements-manifest/analyzer'

/** What we look at of a module in the manifest. */
interface Module {
  path: string
  declarations?: Class[]
  exports?: { kind: string; declaration: { module?: string } }[]
}

interface Class {
  kind: string
  members?: { name: string; privacy?: string; static?: boolean; default?: string }[]
  attributes?: { fieldName: string; default?: string }[]
}

const classesIn = ({ declarations = [] }: Module): Class[] =>
  declarations.filter(({ kind }) => kind === 'class')

/** `this.one = this.other = value`: what each begins with. Of these, the analyzer knows the first alone, and wrong. */
const defaults: Plugin = {
  name: 'payment-status-defaults',
  analyzePhase({ ts, node, moduleDoc }) {
    if (!ts.isConstructorDeclaration(node)) return
    for (const statement of node.body?.statements ?? []) {
      if (!ts.isExpressionStatement(statement)) continue
      const names = new Set<string>()
      let value = statement.expression
      for (; ts.isBinaryExpression(value); value = value.right) {
        if (ts.isPropertyAccessExpression(value.left)) names.add(value.left.name.text)
      }
      for (const { members = [], attributes = [] } of classesIn(moduleDoc)) {
        for (const each of members) if (names.has(each.name)) each.default = value.getText()
        for (const each of attributes) if (names.has(each.fieldName)) each.default = value.getText()
      }
    }
  },
}

/** What is ours alone is nobody else's to know. */
const inside: Plugin = {
  name: 'payment-status-inside',
  moduleLinkPhase({ moduleDoc }) {
    for (const each of classesIn(moduleDoc)) {
      each.members = (each.members ?? []).filter(
        ({ privacy = 'public', static: isStatic }) => privacy === 'public' && !isStatic,
      )
    }
  },
}

/** The modules by the names under which they are published; of the one that only hands on, what it defines. */
const published: Plugin = {
  name: 'payment-status-published',
  packageLinkPhase({ customElementsManifest }) {
    const { modules } = customElementsManifest as { modules: Module[] }
    const rename = (path: string) => path.replace(/^\/?widget\/(.*)\.ts$/, 'dist/widget/$1.js')
    for (const module of modules) {
      module.path = rename(module.path)
      const isDefining = module.path.endsWith('/index.js')
      module.exports = (module.exports ?? []).filter(
        ({ kind }) => !isDefining || kind === 'custom-element-definition',
      )
      for (const { declaration } of module.exports) {
        if (declaration.module) declaration.module = rename(declaration.module)
      }
    }
  },
}

export default {
  globs: ['widget/index.ts', 'widget/payment-status.ts', 'widget/toasts/payment-toasts.ts'],
  outdir: 'dist',
  litelement: true,
  // It stands there, as we write it.
  packagejson: false,
  plugins: [defaults, inside, published],
} satisfies Omit<Config, 'plugins'> & { plugins: Plugin[] }
