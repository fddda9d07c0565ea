import type { Environment } from './config.ts'

export interface Mistake {
  name: string
  /** What is wrong, and what would be right. Never the value of a secret. */
  problem: string
}

/** As one line: a name, and what is wrong with it. */
export const lineOf = ({ name, problem }: Mistake): string => `  ${name} ${problem}.`

/** All of them, under a heading. */
export const inWords = (mistakes: readonly Mistake[]): string =>
  `${mistakes.length === 1 ? 'One setting is wrong' : `${mistakes.length} settings are wrong`}:\n\n` +
  mistakes.map(lineOf).join('\n')

/** Reads an environment setting by setting, and gathers all that is wrong with them, to be told at once. */
export class Settings {
  /** With any of these the relay must not start. */
  readonly mistakes: Mistake[] = []
  readonly warnings: Mistake[] = []
  readonly #env: Environment
  readonly #read = new Set<string>()

  constructor(env: Environment) {
    this.#env = env
  }

  wrong(name: string, problem: string): void {
    this.mistakes.push({ name, problem })
  }

  warn(name: string, problem: string): void {
    this.warnings.push({ name, problem })
  }

  /** The names of all settings, empty ones as well. */
  get names(): string[] {
    return Object.keys(this.#env)
      .filter((name) => this.#env[name] !== undefined)
      .sort()
  }

  /** Those that were asked for, set or not: there are no others. */
  get known(): ReadonlySet<string> {
    return this.#read
  }

  /** Undefined where it is empty, too. */
  text(name: string): string | undefined {
    this.#read.add(name)
    return this.#env[name] || undefined
  }

  /** Each exactly as it stands between the commas: a secret's spaces are its own. */
  items(name: string): string[] {
    this.#read.add(name)
    return this.#env[name]?.split(',') ?? []
  }

  integer(name: string, fallback: number, min: number, max: number): number {
    const text = this.text(name)
    if (text === undefined) return fallback
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN
    if (value >= min && value <= max) return value
    this.wrong(name, `must be a whole number from ${min} to ${max}, such as ${fallback}`)
    return fallback
  }

  /** `isTheirs`: of the shop's own, or its login's, which may tell handlers and keys apart by the query alone. */
  url(name: string, example: string, isTheirs = false): URL | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    const url = URL.canParse(text) ? new URL(text) : undefined
    if (url && /^https?:$/.test(url.protocol) && !url.username && (isTheirs || !url.search))
      return url
    const without = isTheirs ? 'user' : 'user or query'
    this.wrong(name, `must be an http or https URL without ${without}, such as ${example}`)
    return undefined
  }

  oneOf<Choice extends string>(name: string, choices: readonly Choice[], fallback: Choice): Choice {
    const text = this.text(name) ?? fallback
    const choice = choices.find((known) => known === text)
    if (choice === undefined) this.wrong(name, `must be one of ${choices.join(', ')}`)
    return choice ?? fallback
  }

  /** One at least, each of `min` bytes or more. `example`: a command that makes one. */
  secrets(name: string, example: string, min: number): string[] {
    const secrets = this.items(name)
    if (secrets.length === 0) this.wrong(name, `is required. Make one: ${example}`)
    else if (secrets.includes('')) {
      this.wrong(name, 'has an empty entry. Separate secrets by one comma')
    } else if (secrets.some((secret) => Buffer.byteLength(secret) < min)) {
      this.wrong(name, `each must have at least ${min} bytes. Make one: ${example}`)
    }
    return secrets
  }
}
