import { execFileSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { LogOutlet, MAX_WAITING } from './log-outlet.ts'
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
  /** Those that came whole, and how many are said to be lost: more than once, if the log went on in between. */
  const told = () => {
    const lines = read()
      .split('\n')
      .slice(0, -1)
      .map((line): { level?: string; lines?: number } => JSON.parse(line))
    const losses = lines.filter(({ level }) => level === 'warn')
    const lost = losses.reduce((sum, { lines = 0 }) => sum + lines, 0)
    return { kept: lines.length - losses.length, lost }
  }
  await until(() => told().kept + told().lost >= 5_000)
  const { kept, lost } = told()
  expect(kept + lost).toBe(5_000)
  // What waits, what is being written, and what the pipe holds.
  expect(kept).toBeLessThan((2 * MAX_WAITING + 64 * 1024) / LINE.length + 1)
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
