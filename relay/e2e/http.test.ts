/** HTTP.md: each request in it is sent, and is answered as it shows. */

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { expect, it, onTestFinished } from 'vitest'
import { howToGet, pathTo } from '../../.ci/languages.ts'
import { Bank } from '../bank/bank.ts'
import { serveBank } from '../bank/server.ts'
import { memoryStore } from '../store/memory.ts'
import { stripeSays } from '../testing/callbacks.ts'
import { TOKEN_SECRET } from '../testing/client.ts'
import { listening } from '../testing/embedded.ts'
import { quoted, rowsOf } from '../testing/manual.ts'
import { startRelay } from '../testing/relay.ts'
import { Transcript } from '../testing/transcript.ts'

const MANUAL = readFileSync(join(import.meta.dirname, '../HTTP.md'), 'utf8')

const [REQUESTS = '', WEBHOOK = ''] = MANUAL.split('\n## The webhook\n')

const blockOf = (language: string, text: string): string =>
  new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(text)?.[1] ?? ''

it('answers as the manual shows it, and posts to the shop what that shows', async () => {
  const posted: { body: any; headers: Record<string, unknown> }[] = []
  const shop = createServer(async (request, response) => {
    posted.push({ body: await json(request), headers: request.headers })
    response.writeHead(204).end()
  })
  const bank = new Bank()
  const at = Date.now() - 60_000
  bank.open({
    ...{ provider: 'stripe', orderId: 'ORD-1207', payment: 'pi_3QeF1207' },
    ...{ amount: 5000, currency: 'EUR', begunAt: at, timeline: [{ at, state: 'succeeded' }] },
  })
  const served = await serveBank(bank)
  onTestFinished(() => served.close())
  const relay = await startRelay(
    {
      ASK_STRIPE: bank.credentials('stripe'),
      ASK_STRIPE_HOST: `${served.origin}/stripe`,
      PUBLIC_URL: 'https://pay.example.com',
      WEBHOOK_URL: `${await listening(shop)}/hook`,
      WEBHOOK_SECRET: `whsec_${Buffer.alloc(24, 1).toString('base64')}`,
    },
    { store: memoryStore('k3f9') },
  )
  const nobodys = { id: 'pi_1', object: 'payment_intent', status: 'succeeded', amount: 5000 }
  const money = { amount_received: 5000, currency: 'eur' }
  await relay.callback('stripe', stripeSays('payment_intent.succeeded', { ...nobodys, ...money }))

  const transcript = new Transcript(relay)
  await transcript.play(REQUESTS)

  const last = () => posted.find(({ body }) => body.data.version === 4)
  await expect.poll(last).toBeDefined()
  transcript.shows(blockOf('json', WEBHOOK), last()?.body)
  const headers = blockOf('http', WEBHOOK).trim().split('\n')
  for (const line of headers) {
    const [name = '', value = ''] = line.split(': ')
    const came = String(last()?.headers[name.toLowerCase()])
    // A moment's digits are its own.
    if (/^\d+$/.test(value)) expect(came).toMatch(/^\d{10}$/)
    else expect(came.startsWith(value.replace('…', ''))).toBe(true)
  }
})

it('shows each request of the shop’s server', () => {
  const asked = [...REQUESTS.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, command = '']) => command)
  const rows = rowsOf(MANUAL, 'Requests', 'who').filter(([who = '']) => who.startsWith('M'))
  const unseen = rows.filter(([, request]) => {
    const paths = quoted(request).map((each) => {
      const path = each.replace(/^[A-Z]+ /, '').replace(/:\w+/g, '[\\w.-]+')
      return RegExp(`pay\\.example\\.com${path}['? ]`)
    })
    return !paths.some((path) => asked.some((command) => path.test(command)))
  })
  expect(unseen).toEqual([])
})

it.for([
  ['python', 'token.py'],
  ['php', 'token.php'],
] as const)(
  'takes a token that is made by hand in %s',
  { tags: 'long' },
  async (given, { skip }) => {
    const [language, file] = given
    const command = pathTo(language)
    if (!command) return skip(howToGet(language))
    const folder = mkdtempSync(join(tmpdir(), 'token-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    writeFileSync(join(folder, file), blockOf(language, MANUAL))
    const env = { ...process.env, TOKEN_SECRET }
    const token = execFileSync(command, [join(folder, file)], { env, encoding: 'utf8' }).trim()

    const relay = await startRelay()
    await relay.register('ORD-1205')
    expect((await relay.order('ORD-1205', token)).status).toBe(200)
    expect((await relay.order('ORD-9', token)).status).toBe(403)
  },
)
