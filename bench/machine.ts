/** The machine: what it is, what processes use of it, and how many files one may open. */

import { readdirSync, readFileSync, statfsSync } from 'node:fs'
import { cpus, loadavg, release, tmpdir, totalmem, type } from 'node:os'

export function facts(): string {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`
  const load = loadavg().map((value) => value.toFixed(1))
  return [
    `Node ${process.version}, ${type()} ${release()}, ${cpus().length} × ${cpus()[0]?.model}, ${memory}`,
    `load ${load.join(' ')}; files in ${tmpdir()} (${fileSystem()}); at most ${maxFiles()} open in a process`,
  ].join('\n')
}

/** Where the stores lie: on one that is only memory, their syncs cost nothing. */
const fileSystem = (): string => FILE_SYSTEMS.get(statfsSync(tmpdir()).type) ?? 'on a disk'

/** `man 2 statfs`. */
const FILE_SYSTEMS = new Map([
  [0x01021994, 'tmpfs: NO DISK, set TMPDIR'],
  [0xef53, 'ext4'],
  [0x58465342, 'xfs'],
  [0x9123683e, 'btrfs'],
  [0x794c7630, 'overlayfs'],
])

export function maxFiles(): number {
  const [, soft = ''] =
    /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
  return Number(soft)
}

/** What all CPUs together have done so far, in µs. */
export const machineTime = (): number =>
  cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0) *
  1000

/** What this process has used so far, in µs. */
export function ownTime(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

/** What a process and all that it has started have used so far, in µs: to the nanosecond, unlike `cpuUsage`. */
export function cpuTime(pid: number): number {
  let time = 0
  for (const task of tasks(pid)) {
    const [onCpu = ''] = read(`/proc/${pid}/task/${task}/schedstat`).split(' ')
    time += Number(onCpu) / 1000
    const children = read(`/proc/${pid}/task/${task}/children`).split(' ').filter(Boolean)
    for (const child of children) time += cpuTime(Number(child))
  }
  return time
}

function tasks(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
  } catch {
    return []
  }
}

/** Empty where the thread has ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
