/** `node .ci/steps.ts <script>…`: runs npm scripts one after the other, also when one fails. */

import { spawnSync } from 'node:child_process'
import { leave } from './tally.ts'

const { npm_execpath: npm, npm_lifecycle_event: name } = process.env
if (!npm || !name) throw new Error('Run this through npm, such as `npm run check`.')

const results = process.argv.slice(2).map((step) => {
  console.log(`\n▸ ${step}`)
  const start = performance.now()
  const { status } = spawnSync(process.execPath, [npm, 'run', '--silent', step], {
    stdio: 'inherit',
  })
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  return { passed: status === 0, line: `${status === 0 ? '✓' : '✗'} ${step} (${seconds} s)` }
})

const passed = results.filter((result) => result.passed).length
const failed = results.length - passed

console.log(`\n${results.map(({ line }) => line).join('\n')}`)
leave(name, { passed, failed })
process.exitCode = failed > 0 ? 1 : 0
