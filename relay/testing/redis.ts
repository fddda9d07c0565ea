/** For tests: a Redis of their own, where one is installed. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '../e2e/process.ts'

const PROGRAM = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'redis-server'))
  .find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })

/** Why there is none. */
export const NO_REDIS =
  PROGRAM === undefined
    ? 'Redis is not installed (Debian: apt install redis-server; macOS: brew install redis)'
    : undefined

export interface TestRedis {
  /** With the password that it wants. */
  url: string
  /** Ends it, as a crash does. */
  crash(): Promise<void>
  /** Begins it again, where it was. */
  begin(): Promise<void>
  /** Ends it, and removes all that it had. */
  remove(): Promise<void>
}

export const REDIS_PASSWORD = 'redis-0123456789'

/** One that listens. */
export async function startRedis(): Promise<TestRedis> {
  if (PROGRAM === undefined) throw new Error(NO_REDIS)
  const folder = mkdtempSync(join(tmpdir(), 'payment-status-redis-'))
  const port = await freePort()
  let server: ReturnType<typeof spawn> | undefined

  async function begin(): Promise<void> {
    const settings = {
      bind: '127.0.0.1',
      port: String(port),
      dir: folder,
      save: '',
      appendonly: 'no',
      requirepass: REDIS_PASSWORD,
    }
    const options = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
    server = spawn(PROGRAM ?? '', options, { stdio: 'ignore' })
    while (!(await listens(port))) await delay(20)
  }

  async function crash(): Promise<void> {
    const ending = server
    server = undefined
    if (!ending || ending.exitCode !== null) return
    ending.kill('SIGKILL')
    await once(ending, 'exit')
  }

  await begin()
  return {
    url: `redis://:${REDIS_PASSWORD}@127.0.0.1:${port}`,
    crash,
    begin,
    async remove() {
      await crash()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
