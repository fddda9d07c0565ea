/** PROTOCOL.md: what it says that one types is typed, and what it shows comes. */

import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { Declarations } from '../../.ci/declarations.ts'
import { howToGet, pathTo } from '../../.ci/languages.ts'
import { Bank } from '../bank/bank.ts'
import { serveBank } from '../bank/server.ts'
import { memoryStore } from '../store/memory.ts'
import { atRest, startRelay } from '../testing/relay.ts'
import { Transcript } from '../testing/transcript.ts'

const textOf = (file: string) => readFileSync(join(import.meta.dirname, '..', file), 'utf8')

const MANUAL = textOf('PROTOCOL.md')

it('goes in a terminal as the manual shows it, which shows every frame', async () => {
  const bank = new Bank()
  const served = await serveBank(bank)
  onTestFinished(() => served.close())
  const asking = {
    ASK_STRIPE: bank.credentials('stripe'),
    ASK_STRIPE_HOST: `${served.origin}/stripe`,
  }
  const relay = await startRelay(asking, { store: memoryStore('k3f9'), ...atRest() })
  const transcript = new Transcript(relay)
  await transcript.play(MANUAL)

  const wire = new Declarations(textOf('protocol.ts'))
  const frames = [...wire.variants('PageFrame'), ...wire.variants('RelayFrame')]
  const unseen = frames.filter(({ type }) => !transcript.shown.has(type))
  expect(unseen.map(({ type }) => type)).toEqual([])
})

it('has a client in Python that hears how an order ends', { tags: 'long' }, async ({ skip }) => {
  const path = pathTo('websockets')
  if (!path) return skip(howToGet('websockets'))
  const [, code = ''] = /```python\n([^]*?)```/.exec(MANUAL) ?? []
  const folder = mkdtempSync(join(tmpdir(), 'protocol-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'follow.py'), code)

  const relay = await startRelay()
  const { token } = await relay.register('ORD-1205', { amount: 500000, currency: 'KES' })
  const run = promisify(execFile)(path, [join(folder, 'follow.py'), relay.url, 'ORD-1205', token])
  let said = ''
  run.child.stdout?.on('data', (chunk) => (said += chunk))
  await expect.poll(() => said).toBe('pending\n')
  await relay.update('ORD-1205', { status: 'succeeded' })
  await expect.poll(() => said).toBe('pending\nsucceeded\n')

  // A token that is refused ends it, with the reason.
  const refused = promisify(execFile)(path, [join(folder, 'follow.py'), relay.url, 'ORD-9', token])
  await expect(refused).rejects.toThrow('The token does not open this.')
  run.child.kill()
  await run.catch(() => {})
})
