/** A contender's process. */

import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Contender } from './contenders.ts'
import { cpuTime } from './machine.ts'
import type { Postgres } from './postgres.ts'

const PROBE = fileURLToPath(new URL('contenders/probe.ts', import.meta.url))

export class Server {
  readonly url: string
  /** From its start until it served, in ms. */
  readonly startUp: number
  readonly #child: ChildProcess
  readonly #postgres: Postgres | undefined

  /** Keeps what it keeps in `folder`, or in `postgres`. */
  static async start(contender: Contender, folder: string, postgres?: Postgres): Promise<Server> {
    const begun = performance.now()
    const [file = '', ...args] = contender.program
    const child = fork(file, args, {
      cwd: folder,
      execArgv: [
        '--expose-gc',
        '--import',
        PROBE,
        ...(process.env.SERVER_FLAGS?.split(' ').filter(Boolean) ?? []),
      ],
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        STORE: `${folder}/orders.db`,
        ...(postgres && { PGHOST: postgres.host }),
        ...contender.env?.(folder),
      },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    })
    const url = await whereItListens(child)
    return new Server(url, performance.now() - begun, child, postgres)
  }

  private constructor(
    url: string,
    startUp: number,
    child: ChildProcess,
    postgres: Postgres | undefined,
  ) {
    this.url = url
    this.startUp = startUp
    this.#child = child
    this.#postgres = postgres
  }

  /** What it has used so far, with what it has its store do, in µs. */
  cpu(): number {
    return cpuTime(this.#child.pid ?? 0) + (this.#postgres ? cpuTime(this.#postgres.pid) : 0)
  }

  /** Resident, without what is garbage, in bytes. */
  async memory(): Promise<number> {
    this.#child.send('memory')
    const [bytes] = await once(this.#child, 'message')
    return Number(bytes)
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const exit = once(this.#child, 'exit')
    this.#child.disconnect()
    await exit
  }
}

/** It says so in its first lines, once it serves. What it logs, or traces, goes on to our reader. */
function whereItListens(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('Its output is nobody’s.')
  const lines = createInterface(child.stdout)
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const [, url] = /on (http:\/\/127\.0\.0\.1:\d+)/.exec(line) ?? []
      if (url !== undefined) resolve(url)
      else if (/^[{[]/.test(line)) console.error(line)
    })
    child.once('exit', () => reject(new Error('It ended before it served.')))
  })
}
