/** A relay whose log nobody takes: it serves, and stops, all the same. */

import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { until } from '../testing/client.ts'
import { folder, freePort } from './process.ts'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))

/** Nobody reads it, and it is full. */
function stuckPipe(): number {
  const path = join(folder(), 'pipe')
  execFileSync('mkfifo', [path])
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  try {
    for (;;) writeSync(fd, '\n'.repeat(4_096))
  } catch {
    return fd
  }
}

it.each([
  ['a disk that is full', () => openSync('/dev/full', 'w')],
  ['a pipe that nobody reads', stuckPipe],
])('takes callbacks and stops on SIGTERM while its log goes to %s', async (_, open) => {
  const log = open()
  onTestFinished(() => closeSync(log))
  const port = await freePort()
  const env = {
    ...{ HOST: '127.0.0.1', PORT: String(port), STORE: 'memory:', LOG_LEVEL: 'debug' },
    ...{ API_KEYS: 'merchant-0123456789abcdef', TOKEN_SECRETS: '0123456789'.repeat(4) },
  }
  const child = spawn(process.execPath, [MAIN, 'serve'], {
    env,
    cwd: folder(),
    stdio: ['ignore', log, 'ignore'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = once(child, 'exit')
  const url = `http://127.0.0.1:${port}`
  await until(() =>
    fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    ),
  )
  const answers = Array.from({ length: 100 }, () => fetch(`${url}/callbacks/x`, { method: 'POST' }))
  for (const { status } of await Promise.all(answers)) expect(status).toBe(404)
  child.kill('SIGTERM')
  expect((await ended)[0]).toBe(0)
})
