/** A contender, as a process of its own. */

import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Question } from './contenders/stand.ts'

export class Process {
  readonly #child: ChildProcess
  readonly #exit: Promise<unknown>

  /** Keeps what it keeps in `folder`. */
  constructor(file: string, folder: string) {
    const path = fileURLToPath(new URL(`contenders/${file}`, import.meta.url))
    this.#child = fork(path, [folder], {
      execArgv: ['--expose-gc', ...(process.env.SERVER_FLAGS?.split(' ') ?? [])],
      env: { ...process.env, NODE_ENV: 'production' },
    })
    this.#exit = once(this.#child, 'exit')
  }

  async ask(question: Question): Promise<number> {
    this.#child.send(question)
    const ended = this.#exit.then(() => Promise.reject(new Error('A contender has ended.')))
    const [answer] = await Promise.race([once(this.#child, 'message'), ended])
    return Number(answer)
  }

  async stop(): Promise<void> {
    this.#child.disconnect()
    await this.#exit
  }
}
