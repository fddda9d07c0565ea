/**
 * `node .ci/steps.ts <step>…`: runs npm scripts one after the other, also when one fails. A step of several scripts,
 * such as `test:node+test:browser`, runs them at the same time: they wait more than they work.
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { leave } from './tally.ts'

const { npm_execpath: npm, npm_lifecycle_event: name } = process.env
if (!npm || !name) throw new Error('Run this through npm, such as `npm run check`.')

interface Result {
  passed: boolean
  line: string
}

/** What one says beside another is told once it is over: nobody reads two at a time. */
async function run(npm: string, script: string, isBeside: boolean): Promise<Result> {
  if (!isBeside) console.log(`\n▸ ${script}`)
  const start = performance.now()
  const child = spawn(process.execPath, [npm, 'run', '--silent', script], {
    stdio: isBeside ? ['ignore', 'pipe', 'pipe'] : 'inherit',
  })
  const said = Promise.all([child.stdout, child.stderr].map((out) => (out ? text(out) : '')))
  const [code] = await once(child, 'close')
  if (isBeside) console.log(`\n▸ ${script}\n${(await said).join('')}`)
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  return { passed: code === 0, line: `${code === 0 ? '✓' : '✗'} ${script} (${seconds} s)` }
}

const results: Result[] = []
for (const step of process.argv.slice(2)) {
  const scripts = step.split('+')
  results.push(...(await Promise.all(scripts.map((script, at) => run(npm, script, at > 0)))))
}

const passed = results.filter((result) => result.passed).length
const failed = results.length - passed

console.log(`\n${results.map(({ line }) => line).join('\n')}`)
leave(name, { passed, failed })
process.exitCode = failed > 0 ? 1 : 0
