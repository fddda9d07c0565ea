/** What a loop cost: the server, and everybody else on the machine. */

import { cpus } from 'node:os'
import type { Process } from './process.ts'

export interface Cost {
  seconds: number
  /** Of the server, in µs. */
  cpu: number
  /** What neither server nor driver used, in cores. */
  others: number
}

/** Starts the meter; what it answers with stops it. */
export async function meter(server: Process): Promise<() => Promise<Cost>> {
  const [start, machineBefore, driverBefore] = [performance.now(), machine(), driver()]
  const serverBefore = await server.ask('cpu')

  return async () => {
    const cpu = (await server.ask('cpu')) - serverBefore
    const seconds = (performance.now() - start) / 1000
    const ours = cpu + driver() - driverBefore
    return { seconds, cpu, others: (machine() - machineBefore - ours) / 1e6 / seconds }
  }
}

/** In µs. */
const machine = (): number =>
  cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0) *
  1000

/** In µs. */
function driver(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}
