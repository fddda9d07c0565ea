import { REPAIRS } from './repairs.ts'
import { it } from 'vitest'
import { compileClient } from './client.ts'
import { PROMISES } from './invariants.ts'
import { MUTANTS } from './mutants.ts'
import { run } from './world.ts'
process.on('unhandledRejection', (e, p) => console.log('UNH', (p as any).tag, p))
it('tries', async () => {
  const client = await compileClient([...(process.env['REPAIRED'] ? REPAIRS : []), ...MUTANTS.filter((m) => process.env.MUTANT && m.says.includes(process.env.MUTANT))])
  const from = Number(process.env.FROM ?? 1), n = Number(process.env.N ?? 1)
  const t = performance.now()
  const by = new Map<string, number[]>()
  const slow: number[] = []
  for (let seed = from; seed < from + n; seed++) {
    const o = await run(client, seed, { isTraced: process.env.TRACE === '1', ...(process.env.IGNORE && { only: (Object.keys(PROMISES) as any[]).filter((p) => !process.env.IGNORE!.split(',').includes(p)) }) })
    slow.push(o.slowest)
    if (o.violation) { by.set(o.violation.promise, [...(by.get(o.violation.promise) ?? []), seed]); if ((by.get(o.violation.promise)??[]).length<=3) console.log(seed, o.violation.promise, o.violation.what) }
    if (process.env.TRACE === '1') console.log(o.trace.join('\n'))
  }
  console.log('ms each', (performance.now() - t) / n, 'slowest', Math.max(...slow))
  for (const [k, v] of by) console.log(k, v.length, v.slice(0, 8).join(' '))
}, 600_000)
