/** The settings by which providers are asked: with `ASK_STRIPE`, Stripe is asked what came of a payment. */

import { readFileSync } from 'node:fs'
import type { Asking, Parts } from '../providers/asking.ts'
import type { Provider } from '../providers/provider.ts'
import type { AskConfig, ProviderConfig, TestMoney } from './config.ts'
import { credentialsOf, wanted, whyNone } from './credentials.ts'
import { KNOWN, unknown } from './provider-settings.ts'
import type { Settings } from './settings.ts'
import { flawOf, whereOf } from './where-asked.ts'

interface Others {
  /** By id: the providers whose callbacks are heard. */
  on: ReadonlyMap<string, ProviderConfig>
  testMoney: TestMoney
}

/** By id: as whom each provider is asked of which there are credentials, and where. */
export function askingIn(read: Settings, others: Others): ReadonlyMap<string, AskConfig> {
  const asked = new Map<string, AskConfig>()
  for (const suffix of suffixesIn(read)) {
    const provider = KNOWN.get(suffix)
    const config = provider && askConfigOf(provider, suffix, read, others)
    if (config) asked.set(provider.id, config)
  }
  return asked
}

/** How those providers are called of which any such setting speaks. */
function suffixesIn(read: Settings): ReadonlySet<string> {
  const suffixes = new Set<string>()
  for (const name of read.names) {
    const [, suffix] = /^ASK_(\w+?)(?:_(?:FILE|HOST))?$/.exec(name) ?? []
    if (suffix === undefined || name === 'ASK_VERIFY') continue
    if (KNOWN.has(suffix)) suffixes.add(suffix)
    else read.wrong(name, unknown(suffix, ['VERIFY']))
  }
  return suffixes
}

function askConfigOf(
  { id, name: title, asking }: Provider,
  suffix: string,
  read: Settings,
  { on, testMoney }: Others,
): AskConfig | undefined {
  const name = `ASK_${suffix}`
  if (!asking || 'cannot' in asking) {
    const why = asking?.cannot.replace(/\.$/, '') ?? `${title} cannot be asked`
    const set = read.names.find((each) => each.startsWith(name)) ?? name
    return void read.wrong(set, `has nobody to ask: unset it. ${why}`)
  }
  const text = textOf(name, asking, read)
  if (text === undefined) return undefined

  const source = read.text(name) === undefined ? `${name}_FILE` : name
  const secrets = on.get(id)?.secrets ?? []
  const credentials = credentialsOf(asking.credentials, text, secrets)
  if (!credentials) {
    return void read.wrong(source, whyNone(asking.credentials, text, suffix, secrets))
  }
  const where = whereOf(name, asking, credentials, read)
  const flaw = credentials.map((parts) => flawOf(asking, parts, where)).find(Boolean)
  if (flaw !== undefined) read.wrong(source, flaw)
  warn(source, name, asking, credentials, read, testMoney)
  return { credentials, where }
}

/** What was entered, as the setting or in the file that it names; undefined where that is a mistake. */
function textOf(name: string, { credentials }: Asking, read: Settings): string | undefined {
  const { form, example } = credentials
  const own = read.text(name)
  const file = `${name}_FILE`
  const path = read.text(file)
  if (own !== undefined && path !== undefined) {
    return void read.wrong(file, `is set, and ${name} is, too. Unset one of them`)
  }
  if (own !== undefined) return own
  if (path !== undefined) {
    const text = contentOf(path)
    if (typeof text === 'string' && text !== '') return text
    const problem = text === '' ? 'is empty' : `cannot be read (${text.code})`
    // Who mistook one setting for the other shall not find the secret in a log.
    return credentialsOf(credentials, path, [example]) && text !== ''
      ? void read.wrong(file, `names no file, but looks like what belongs in ${name}`)
      : void read.wrong(
          file,
          `names ${path}, which ${problem}. It must have ${wanted(form, example)}`,
        )
  }
  if (read.names.includes(name)) {
    return void read.wrong(name, `is empty. Enter ${wanted(form, example)}`)
  }
  if (read.text(`${name}_HOST`)) read.wrong(`${name}_HOST`, `has no effect without ${name}`)
  return undefined
}

function contentOf(path: string): string | { code: string } {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    return { code: error instanceof Error && 'code' in error ? String(error.code) : String(error) }
  }
}

/** Of what would start, and finds nothing. */
function warn(
  source: string,
  name: string,
  { credentials: { isSandbox, warns } }: Asking,
  credentials: readonly Parts[],
  read: Settings,
  testMoney: TestMoney,
): void {
  const host = read.text(`${name}_HOST`)
  const ofSandbox = credentials.filter((parts) => isSandbox?.(parts)).length
  if (ofSandbox > 0 && ofSandbox < credentials.length) {
    read.warn(
      source,
      'is the sandbox’s in part, and each asks at the same host. Keep what is of one',
    )
  } else if (ofSandbox > 0 && host === 'live') {
    read.warn(`${name}_HOST`, `is live, where what ${source} has from the sandbox is unknown`)
  } else if (ofSandbox > 0 && host === undefined && testMoney === 'refuse') {
    read.warn(
      source,
      'is the sandbox’s, which knows no live order. Enter what is live; ' +
        `or say that it is meant, with ${name}_HOST=sandbox`,
    )
  }
  for (const problem of new Set(credentials.map((parts) => warns?.(parts)))) {
    if (problem !== undefined) read.warn(source, problem)
  }
}
