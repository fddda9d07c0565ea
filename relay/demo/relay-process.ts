/** The relay as the demo has it: a process of its own, which can be killed, and started again on the same store. */

import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import type { Environment } from '../config/config.ts'
import { simulatedKeys } from '../providers/simulated-keys.ts'

/** Of the sources, or of what they were compiled to. */
const [, KIND = ''] = /(\.\w+)$/.exec(import.meta.url) ?? []
const MAIN = fileURLToPath(new URL(`../commands/demo-relay${KIND}`, import.meta.url))

/** What it says of itself. */
const Word = v.union([
  v.object({ port: v.number(), epoch: v.string() }),
  v.object({ refused: v.string(), exitCode: v.number() }),
])

/** Of own-server.ts. */
const PORT_TAKEN = 69

/** Why it does not start: what it said itself. */
export class NotStarted extends Error {
  readonly exitCode: number

  constructor(message: string, exitCode: number) {
    super(message)
    this.exitCode = exitCode
  }
}

export class RelayProcess {
  /** Of the store's history. */
  epoch = ''
  readonly #env: Environment
  #changed: (isRunning: boolean) => void = () => {}
  #child: ChildProcess | undefined
  #port = 0
  /** One thing after the other, whoever asks. */
  #last: Promise<unknown> = Promise.resolve()

  /** `env`: its settings; PORT is its own. */
  constructor(env: Environment) {
    this.#env = env
  }

  /** Who hears from now on that it runs, or runs no more. */
  onChange(changed: (isRunning: boolean) => void): void {
    this.#changed = changed
  }

  get isRunning(): boolean {
    return this.#child !== undefined
  }

  get pid(): number | null {
    return this.#child?.pid ?? null
  }

  /** On this machine; undefined while it does not run. */
  get port(): number | undefined {
    return this.#child && this.#port
  }

  /** Resolves once it is ready. `renewsEpoch`: the store's history gets a new name. Throws NotStarted. */
  start(renewsEpoch = false): Promise<void> {
    return this.#next(async () => {
      if (!this.#child) await this.#fork(renewsEpoch)
    })
  }

  /** As `kill -9` does, or a power cut. */
  kill(): Promise<void> {
    return this.#end((child) => void child.kill('SIGKILL'))
  }

  /** Cleanly: pages are told when to come back. */
  stop(): Promise<void> {
    return this.#end((child) => void child.send('stop'))
  }

  #next<T>(then: () => Promise<T>): Promise<T> {
    const next = this.#last.then(then)
    this.#last = next.catch(() => {})
    return next
  }

  #end(by: (child: ChildProcess) => void): Promise<void> {
    return this.#next(async () => {
      const child = this.#child
      if (!child) return
      const gone = once(child, 'exit')
      by(child)
      await gone
    })
  }

  /** Where somebody else has its port by now, PORT is none that anybody would have to set. */
  #why({ refused, exitCode }: { refused: string; exitCode: number }): string {
    if (exitCode !== PORT_TAKEN) return refused
    return `Another program has port ${this.#port} now, which the relay had. End that one, or start the demo anew.`
  }

  async #fork(renewsEpoch: boolean): Promise<void> {
    const key = simulatedKeys().publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const env = { ...this.#env, PORT: String(this.#port) }
    const child = fork(MAIN, [key, String(renewsEpoch)], { env })
    const word = await new Promise<unknown>((resolve) => {
      child.once('message', resolve)
      child.once('error', ({ message }) => resolve({ refused: message, exitCode: 1 }))
      child.once('exit', () => resolve({ refused: 'The relay has ended.', exitCode: 1 }))
    })
    const said = v.parse(Word, word)
    if ('refused' in said) throw new NotStarted(this.#why(said), said.exitCode)

    this.#port = said.port
    this.epoch = said.epoch
    this.#child = child
    child.once('exit', () => {
      this.#child = undefined
      this.#changed(false)
    })
    // What is written to one that dies just now is lost with it.
    child.on('error', () => {})
    this.#changed(true)
  }
}
