/**
 * `node .ci/steps.ts <step>…`: runs npm scripts one after the other, also when one fails. A step of several scripts,
 * such as `test:node+test:browser`, runs them at the same time: they wait more than they work.
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { isWanted, leave } from './tally.ts'

const { npm_execpath: npm, npm_lifecycle_event: name } = process.env
if (!npm || !name) throw new Error('Run this through npm, such as `npm run check`.')

/** Of a script that failed, so much of what it said is left, in characters. */
const LEFT = 20_000

interface Result {
  script: string
  passed: boolean
  line: string
  said: string
}

/** What one says beside another is told once it is over: nobody reads two at a time. */
async function run(npm: string, script: string, isBeside: boolean): Promise<Result> {
  if (!isBeside) console.log(`\n▸ ${script}`)
  const start = performance.now()
  // A terminal is handed on where nobody wants to know: it has colours, and progress.
  const isHeard = isBeside || isWanted
  const child = spawn(process.execPath, [npm, 'run', '--silent', script], {
    stdio: isHeard ? ['ignore', 'pipe', 'pipe'] : 'inherit',
  })
  let said = ''
  const hear = (from: Readable | null, to: NodeJS.WriteStream) =>
    from?.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (!isBeside) to.write(text)
    })
  hear(child.stdout, process.stdout)
  hear(child.stderr, process.stderr)
  const [code] = await once(child, 'close')
  if (isBeside) console.log(`\n▸ ${script}\n${said}`)
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  const line = `${code === 0 ? '✓' : '✗'} ${script} (${seconds} s)`
  return { script, passed: code === 0, line, said: said.slice(-LEFT) }
}

const results: Result[] = []
for (const step of process.argv.slice(2)) {
  const scripts = step.split('+')
  results.push(...(await Promise.all(scripts.map((script, at) => run(npm, script, at > 0)))))
}

const passed = results.filter((result) => result.passed).length
const failed = results.length - passed

console.log(`\n${results.map(({ line }) => line).join('\n')}`)
const failures = results
  .filter((result) => !result.passed)
  .map(({ script, said }) => ({ name: script, said }))
leave(name, { passed, failed, failures })
process.exitCode = failed > 0 ? 1 : 0
