/** The relay as ops run it: a process of its own. */

import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { Environment } from '../config/config.ts'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))

type Child = ChildProcessByStdio<null, Readable, Readable>

/** Does it when the test ends; for what several tests share, later. */
type WhenOver = (end: () => void | Promise<void>) => void

/** An empty folder, until the test ends. */
export function folder(whenOver: WhenOver = onTestFinished): string {
  const path = mkdtempSync(join(tmpdir(), 'payment-status-'))
  whenOver(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** Of the environment that the tests run in, what a program needs; and, where it begins sooner, compiled once for all. */
export function inherited(): Environment {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env
  return { PATH, HOME, ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }) }
}

/** With nothing else of that environment. */
function start(
  args: string[],
  cwd: string,
  env: Environment,
  under: readonly string[] = [],
  whenOver: WhenOver = onTestFinished,
): Child {
  const [command = '', ...rest] = [...under, process.execPath, MAIN, ...args]
  const child = spawn(command, rest, {
    cwd,
    env: { ...inherited(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  whenOver(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  return child
}

/** Runs a command to its end. */
export async function run(
  args: string[],
  cwd: string,
  env: Environment = {},
): Promise<{ code: number; out: string; err: string }> {
  const child = start(args, cwd, env)
  const [[code], out, err] = await Promise.all([
    once(child, 'close') as Promise<[number]>,
    text(child.stdout),
    text(child.stderr),
  ])
  return { code, out, err }
}

/** A relay that serves. */
interface Served {
  url: string
  port: string
  pid: number
  /** What it has said so far. */
  said(): string
  /** Its exit code once it has ended, or null where a signal ended it. */
  ended: Promise<number | null>
  /** Stops it with a signal; its exit code, or null where the signal ended it. */
  stop(signal: NodeJS.Signals): Promise<number | null>
}

/** What a relay says once it is, alone or behind the demo. */
const READY = /WebSocket ready/

/** Starts one, `under` another program if need be, and waits until it says that it is ready. */
export async function serve(
  args: string[],
  cwd: string,
  env: Environment,
  under: readonly string[] = [],
  whenOver?: WhenOver,
): Promise<Served> {
  const child = start(args, cwd, env, under, whenOver)
  let said = ''
  const ready = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        said += chunk
        if (READY.test(said)) resolve()
      })
    }
    child.on('close', () => reject(new Error(`The relay has ended:\n${said}`)))
  })
  await ready
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const [, port = ''] = /http:\/\/(?:127\.0\.0\.1|localhost):(\d+)/.exec(said) ?? []
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    pid: child.pid ?? 0,
    said: () => said,
    ended,
    stop(signal) {
      child.kill(signal)
      return ended
    },
  }
}

/** Whether there is a terminal to be had for a test. */
export const hasScript = spawnSync('script', ['--version']).status === 0

/** Runs a command on a terminal, where somebody types `typed`; all that was to be seen there. */
export async function onTerminal(
  args: string[],
  cwd: string,
  env: Environment,
  typed = '',
): Promise<string> {
  const command = [process.execPath, MAIN, ...args].map((word) => `'${word}'`).join(' ')
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    cwd,
    env: { ...inherited(), ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.write(typed)
  const [seen] = await Promise.all([text(child.stdout), once(child, 'close')])
  return seen
}

/** For a program that cannot be asked which port it took. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
