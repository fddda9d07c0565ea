/** What the Dockerfile makes, without Docker: its last stage as a folder, run in a sandbox as its own lines say. */

import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { onTestFinished } from 'vitest'
import { isForHere, pathOf } from '../../.ci/programs.ts'
import { folder } from '../../relay/e2e/process.ts'

const ROOT = join(import.meta.dirname, '../..')

/** Of what a small container gives Node: half of its 256 MB. */
const HEAP = '--max-old-space-size=128'

/** The last stage's lines. */
const stage = (): string =>
  readFileSync(join(ROOT, 'Dockerfile'), 'utf8')
    .split(/^FROM /m)
    .at(-1) ?? ''

/** The array that an instruction of the last stage holds. */
function listOf(instruction: RegExp): string[] {
  const [, list] = instruction.exec(stage()) ?? []
  if (list === undefined) throw new Error(`The Dockerfile has no ${instruction}.`)
  return JSON.parse(list)
}

/** What it says of itself. */
export const image = () => ({
  entrypoint: listOf(/^ENTRYPOINT (\[.*\])$/m),
  command: listOf(/^CMD (\[.*\])$/m),
  healthcheck: listOf(/^HEALTHCHECK [^]*?CMD (\[.*\])$/m),
  environment: Object.fromEntries(
    [...stage().matchAll(/^ENV (\w+)=(\S+)$/gm)].map(([, name = '', value = '']) => [name, value]),
  ),
  stopSignal: /^STOPSIGNAL (SIG\w+)$/m.exec(stage())?.[1] as NodeJS.Signals | undefined,
  user: /^USER (\w+)$/m.exec(stage())?.[1],
  volume: /^VOLUME (\S+)$/m.exec(stage())?.[1] ?? '',
})

/** Whether there may be namespaces here: in a container without rights there are none. */
export const canRun = (): boolean =>
  isForHere('bwrap') &&
  spawnSync(pathOf('bwrap'), ['--unshare-user', '--ro-bind', '/', '/', 'true']).status === 0

/** Makes the folder that the last stage has at /relay. */
export function build(): string {
  const made = folder()
  for (const file of ['package.json', 'package-lock.json'])
    cpSync(join(ROOT, file), join(made, file))
  const run = (command: string, args: string[], cwd: string) =>
    execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] })
  run('npm', ['ci', '--omit=dev', '--prefer-offline', '--no-audit', '--loglevel=error'], made)
  const tsc = join(ROOT, 'node_modules/.bin/tsc')
  run(tsc, ['-p', 'relay', '--noEmit', 'false', '--outDir', join(made, 'dist')], ROOT)
  cpSync(join(ROOT, 'dist/web'), join(made, 'dist/web'), { recursive: true })
  return made
}

interface Container {
  said(): string
  /** Sends process 1 a signal; its exit code. */
  stop(signal: NodeJS.Signals): Promise<number | null>
  /** The most memory that it ever held, in bytes. */
  peak(): number
}

/** Runs it: nothing can be written to but the volume `data`, it is process 1, and nobody in particular. */
export async function runImage(
  made: string,
  data: string,
  settings: Record<string, string>,
): Promise<Container> {
  const { entrypoint, command, environment, volume } = image()
  const [, ...program] = entrypoint
  const readOnly = ['/usr', '/lib', '/lib64', '/bin', '/etc'].flatMap((path) => [
    '--ro-bind-try',
    path,
    path,
  ])
  const mounts = ['--ro-bind', made, '/relay', '--bind', data, volume, '--proc', '/proc']
  // The Node that the tests run on.
  const node = ['--ro-bind', dirname(process.execPath), '/node']
  const env = { ...environment, ...settings, NODE_OPTIONS: HEAP, HOME: '/' }
  const args = [
    ...[...readOnly, ...mounts, ...node, '--dev', '/dev', '--tmpfs', '/tmp', '--remount-ro', '/'],
    ...['--unshare-user', '--uid', '1000', '--gid', '1000', '--unshare-pid', '--as-pid-1'],
    ...['--die-with-parent', '--chdir', '/relay', '--info-fd', '3', '--clearenv'],
    ...Object.entries(env).flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--', '/node/node', ...program, ...command],
  ]
  const child = spawn(pathOf('bwrap'), args, { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))

  let said = ''
  const pid = await childPid(child.stdio[3] as Readable)
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr] as Readable[]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        said += chunk
        if (said.includes('WebSocket ready')) resolve()
      })
    }
    child.on('close', () => reject(new Error(`It has ended:\n${said}`)))
  })
  return {
    said: () => said,
    async stop(signal) {
      const ended = once(child, 'close') as Promise<[number | null]>
      process.kill(pid, signal)
      return (await ended)[0]
    },
    peak: () => {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8')
      return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024
    },
  }
}

/** What bubblewrap tells of it, perhaps in pieces. */
async function childPid(info: Readable): Promise<number> {
  let told = ''
  for await (const piece of info) {
    told += String(piece)
    const [, pid] = /"child-pid": (\d+)\b[^]*}/.exec(told) ?? []
    if (pid !== undefined) return Number(pid)
  }
  throw new Error(`bubblewrap has started nothing: ${told}`)
}
