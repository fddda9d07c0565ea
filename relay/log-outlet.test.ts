import { execFileSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { LogOutlet } from './log-outlet.ts'
import { until } from './testing/client.ts'

/** A pipe whose reader reads when it is told to. */
function pipe() {
  const folder = mkdtempSync(join(tmpdir(), 'payment-status-'))
  const path = join(folder, 'pipe')
  execFileSync('mkfifo', [path])
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  onTestFinished(() => {
    closeSync(fd)
    rmSync(folder, { recursive: true })
  })
  let text = ''
  const bytes = Buffer.alloc(64 * 1024)
  return {
    fd,
    /** All that was read. */
    read(): string {
      try {
        for (;;) text += bytes.toString('latin1', 0, readSync(fd, bytes))
      } catch {
        return text
      }
    },
    fill(): void {
      try {
        for (;;) writeSync(fd, '\n'.repeat(4096))
      } catch {
        // It is full.
      }
    },
  }
}

const LINE = `${JSON.stringify({ msg: 'x'.repeat(1_000) })}\n`

it('keeps what a reader does not read, up to 1 MiB, and says how many lines it could not keep', async () => {
  const { fd, read } = pipe()
  const outlet = new LogOutlet(fd)
  for (let each = 0; each < 5_000; each++) {
    outlet.write(LINE)
    if (each % 100 === 0) await new Promise(setImmediate)
  }
  await until(() => read().includes('"msg":"lines of this log are lost'))
  const lines = read()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
  const losses = lines.filter(({ level }) => level === 'warn')
  const lost = losses.reduce((sum, { lines }) => sum + lines, 0)
  expect(lost).toBeGreaterThan(2_000)
  expect(lines.length - losses.length + lost).toBe(5_000)
})

it('tries a disk that is full again, and never fails for it', async () => {
  const full = openSync('/dev/full', 'w')
  onTestFinished(() => closeSync(full))
  const outlet = new LogOutlet(full)
  outlet.write(LINE)
  await new Promise(setImmediate)
  outlet.write(LINE)
  expect(() => outlet.flushSync()).not.toThrow()
})

it('writes what waits before the process ends, and does not wait for a reader', () => {
  const { fd, read, fill } = pipe()
  const outlet = new LogOutlet(fd)
  outlet.write('begun\n')
  outlet.write('waiting\n')
  outlet.flushSync()
  expect(read()).toContain('waiting\n')
  fill()
  outlet.write('late\n')
  outlet.flushSync()
  expect(read()).not.toContain('late')
})
