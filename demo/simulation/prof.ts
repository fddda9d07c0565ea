import { compileClient } from './client.ts'
import { run } from './world.ts'
const client = await compileClient()
const n = Number(process.env['N'] ?? 500)
import { Clock } from './clock.ts'
import { Server } from './server.ts'
const n1: Record<string, number> = {}
const t1: Record<string, number> = {}
for (const [C, names] of [[Server, ['start','connect','answer','update','truth','register']]] as const) for (const name of names) {
  const p = (C as any).prototype, old = p[name]
  p[name] = function (...a: unknown[]) { n1[name] = (n1[name] ?? 0) + 1; const t0 = performance.now(); try { return old.apply(this, a) } finally { t1[name] = (t1[name] ?? 0) + performance.now() - t0 } }
}
void Clock
let virtual = 0, events = 0, pages = 0
const t = performance.now()
for (let seed = 1; seed <= n; seed++) { const w = await run(client, seed) as any; virtual += w.clock.now; events += w.clock.events; pages += w.shoppers.length }
console.log((performance.now() - t) / n)

console.log('virtual s', virtual / n / 1000, 'events', events / n, pages / n)
for (const k in n1) console.log(k, (n1[k]! / n).toFixed(2), 'ms', (t1[k]! / n).toFixed(3))
