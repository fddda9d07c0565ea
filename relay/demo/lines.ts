import { Line } from './line.ts'

/** `/line/<line>` in front of the relay's own paths: the line of one page, named by it. */
const PREFIX = /^\/line\/([a-z0-9]{8})(?=[/?]|$)/

/** More than anybody has pages open; whoever makes up names gets no more. */
export const MOST_LINES = 1_000

/** The lines of all pages, for as long as anything is said of them, or goes over them. */
export class Lines {
  /** The one that was named last is the last. */
  readonly #lines = new Map<string, Line>()

  of(name: string): Line {
    for (const [each, line] of this.#lines) if (line.isIdle) this.#lines.delete(each)
    const line = this.#lines.get(name) ?? new Line()
    this.#lines.delete(name)
    this.#lines.set(name, line)
    if (this.#lines.size > MOST_LINES) this.#forgetEldest()
    return line
  }

  /** What is asked for, and over which line. Undefined: over none. */
  taken(url: string): { line: Line; url: string } | undefined {
    const [prefix, name] = PREFIX.exec(url) ?? []
    if (prefix === undefined || name === undefined) return undefined
    const rest = url.slice(prefix.length)
    return { line: this.of(name), url: rest.startsWith('/') ? rest : `/${rest}` }
  }

  #forgetEldest(): void {
    const [eldest] = this.#lines
    if (!eldest) return
    const [name, line] = eldest
    this.#lines.delete(name)
    // Nobody can say it later: what waits there would wait for ever.
    line.set('open')
  }
}
