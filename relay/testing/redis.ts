/** For tests: a Redis of their own, where one is installed. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '../e2e/process.ts'

/** Where the shell finds it. */
export const redisServer: string | undefined = (process.env['PATH'] ?? '')
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

/** What to do where there is none. */
export const NO_REDIS =
  'There is no Redis here: install one (apt-get install redis-server, brew install redis), and its tests run too.'

export interface TestRedis {
  /** With the password that it wants. */
  url: string
  /** As a machine that loses its power would: nothing is told to anybody. */
  kill(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

export const REDIS_PASSWORD = 'redis-0123456789'

/** One that listens. */
export async function testRedis(): Promise<TestRedis> {
  if (!redisServer) throw new Error(NO_REDIS)
  const program = redisServer
  const folder = mkdtempSync(join(tmpdir(), 'payment-status-redis-'))
  const port = await freePort()
  let server: ReturnType<typeof spawn> | undefined

  async function start(): Promise<void> {
    const settings = {
      bind: '127.0.0.1',
      port: String(port),
      dir: folder,
      save: '',
      appendonly: 'no',
      requirepass: REDIS_PASSWORD,
    }
    const options = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
    server = spawn(program, options, { stdio: 'ignore' })
    while (!(await listens(port))) await delay(20)
  }

  async function kill(): Promise<void> {
    const ending = server
    server = undefined
    if (!ending || ending.exitCode !== null) return
    ending.kill('SIGKILL')
    await once(ending, 'exit')
  }

  await start()
  return {
    url: `redis://:${REDIS_PASSWORD}@127.0.0.1:${port}`,
    kill,
    start,
    async stop() {
      await kill()
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
