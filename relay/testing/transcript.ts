/**
 * For tests: a manual, played against a relay, block by block.
 *
 * - `sh` is run. A `json` block right behind it is what it prints, an `http` block some lines of that.
 * - `console` is wscat's screen: `> ` is said, `< ` is what comes next, `Disconnected` is the end. It goes on in the
 *   next `console`, until another `$ wscat`.
 *
 * `…` stands for what nobody can know before: in a text for a part of it, in an object for more fields, in a list for
 * more of it. What stands for such a text is said in its place from then on.
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text as textOf } from 'node:stream/consumers'
import { isString, parseJson } from '../protocol.ts'
import { API_KEY } from './client.ts'
import type { Page } from './page.ts'
import type { TestRelay } from './relay.ts'

/** The relay makes these up: they need not begin as the manual's. */
const OWN = new Set(['seal', 'connection'])

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

interface Block {
  language: string
  text: string
  line: number
}

const blocksOf = (manual: string): Block[] =>
  [...manual.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map((found) => {
    const [, language = '', text = ''] = found
    return { language, text, line: manual.slice(0, found.index).split('\n').length }
  })

/** A literal in JSON, with `…` for more fields, or more of a list. */
const parse = (text: string): unknown =>
  JSON.parse(
    text.replace(/([{,]\s*)…(?=\s*})/g, '$1"…": "…"').replace(/(,\s*)…(?=\s*\])/g, '$1"…"'),
  )

export class Transcript {
  readonly #relay: TestRelay
  readonly #env: Record<string, string>
  /** What a text of the manual's stands for. */
  readonly #stands = new Map<string, string>()
  #page: Page | undefined
  #printed = ''
  /** Types of the frames that it has shown, the page's and the relay's. */
  readonly shown = new Set<string>()

  /** `env`: what the manual's commands find in their environment, besides an API key. */
  constructor(relay: TestRelay, env: Record<string, string> = {}) {
    this.#relay = relay
    this.#env = env
  }

  /** Each block in one of the three languages, in the order of the manual. */
  async play(manual: string): Promise<void> {
    for (const { language, text, line } of blocksOf(manual)) {
      try {
        if (language === 'sh') this.#printed = await this.#run(text)
        if (language === 'json') this.shows(text, JSON.parse(this.#printed))
        if (language === 'http') this.#hasLines(text)
        if (language === 'console')
          for (const each of text.trim().split('\n')) await this.#turn(each)
      } catch (error) {
        throw new Error(`In line ${line} and following: ${String(error)}`, { cause: error })
      }
    }
  }

  /** With what stands for what, and sent to where the relay really is. */
  #here(text: string): string {
    const { url } = this.#relay
    return this.#known(text)
      .replaceAll('https://pay.example.com', url)
      .replaceAll('wss://pay.example.com', url.replace('http', 'ws'))
  }

  #known(text: string): string {
    return [...this.#stands].reduce((known, [told, is]) => known.replaceAll(told, is), text)
  }

  async #run(command: string): Promise<string> {
    const child = spawn('bash', ['-euo', 'pipefail', '-c', this.#here(command)], {
      env: { PATH: process.env['PATH'], API_KEY, ...this.#env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [printed, complaints, [status]] = await Promise.all([
      textOf(child.stdout),
      textOf(child.stderr),
      once(child, 'close'),
    ])
    if (status !== 0) throw new Error(`It ended with ${status}: ${complaints}`)
    return printed
  }

  /** A line of wscat's screen. */
  async #turn(line: string): Promise<void> {
    if (/^\$ (npx )?wscat -c wss:\/\/pay\.example\.com\/ws$/.test(line)) {
      this.#page = this.#relay.dial()
      return
    }
    const page = this.#page
    if (!page) throw new Error(`Nothing is connected: ${line}`)
    const [, sign, said = ''] = /^([<>]) (.*)$/.exec(line) ?? []
    if (sign === '>') this.#says(page, said)
    else if (sign === '<') await this.#hears(page, parse(said))
    else if (line.startsWith('Disconnected')) await this.#ends(page, line)
    else if (!line.startsWith('Connected')) throw new Error(`No line of wscat's: ${line}`)
  }

  #says(page: Page, told: string): void {
    const { type } = Object(parseJson(told))
    if (isString(type)) this.shown.add(type)
    page.say(this.#here(told))
  }

  async #hears(page: Page, told: unknown): Promise<void> {
    const { type } = Object(told)
    this.shown.add(String(type))
    if (type === 'heartbeat') this.#relay.advance(25_000)
    const drained = type === 'drain' ? this.#relay.relay.drain() : undefined
    this.#fits(told, await page.next(), '')
    await drained
  }

  /** After as long as it takes, where it is the relay that grows tired. */
  async #ends(page: Page, line: string): Promise<void> {
    const [, code, reason] = /^Disconnected \(code: (\d+), reason: "(.*)"\)$/.exec(line) ?? []
    if (code === '4408') this.#relay.advance(30_000)
    agree(`${code}: ${reason}`, `${await page.closed}: ${page.reason}`)
  }

  #hasLines(told: string): void {
    const linesOf = (text: string) => text.toLowerCase().trim().split(/\r?\n/)
    const wanted = linesOf(this.#here(told)).filter((line) => line !== '…')
    const printed = linesOf(this.#printed)
    agree(
      wanted,
      wanted.filter((line) => printed.includes(line)),
    )
  }

  /** Whether what came is what the manual shows in `json`. */
  shows(json: string, came: unknown): void {
    this.#fits(parse(json), came, '')
  }

  /** `name`: of the field. */
  #fits(told: unknown, came: unknown, name: string): void {
    if (typeof told === 'string') return this.#fitsText(told, came, name)
    if (!isObject(told) || !isObject(came)) return agree(told, came, name)
    if (Array.isArray(told) && told.at(-1) === '…') {
      const first = told.slice(0, -1)
      return this.#fits(first, Object.values(came).slice(0, first.length), name)
    }
    const { '…': more, ...fields } = told
    if (Array.isArray(told) || more === undefined) {
      agree(Object.keys(fields).toSorted(), Object.keys(came).toSorted(), name)
    }
    for (const [key, value] of Object.entries(fields)) this.#fits(value, came[key], key)
  }

  #fitsText(told: string, came: unknown, name: string): void {
    if (TIME.test(told)) return agree(true, TIME.test(String(came)), name)
    const known = this.#known(told)
    if (typeof came !== 'string' || !told.includes('…')) return agree(known, came, name)
    const [head = '', tail = ''] = known.split('…')
    const isAsTold = OWN.has(name) || (came.startsWith(head) && came.endsWith(tail))
    if (!isAsTold) agree(known, came, name)
    if (told !== '…') this.#stands.set(told, came)
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** Throws where the manual says another thing than what came. */
function agree(told: unknown, came: unknown, name = ''): void {
  const [manual, relay] = [told, came].map((each) => JSON.stringify(each))
  if (manual !== relay) throw new Error(`${name} is ${relay}, where the manual has ${manual}.`)
}
