import { expect, it, onTestFinished } from 'vitest'
import { Client } from '../asking/client.ts'
import { Inquirer } from '../asking/inquiry.ts'
import { transport } from '../asking/transport.ts'
import { settingOf } from '../config/config.ts'
import { readConfig } from '../config/read-config.ts'
import { PROVIDERS } from '../providers/index.ts'
import { Bank } from './bank.ts'
import { serveBank } from './server.ts'
import { TONGUES } from './tongues.ts'

const CALLBACK_SECRET = `whsec_${'A'.repeat(32)}`

it.each([...TONGUES])('the relay asks the bank as %s, by two settings', async (id, tongue) => {
  const bank = new Bank({ callbackSecrets: { [id]: CALLBACK_SECRET } })
  const { origin, close } = await serveBank(bank)
  onTestFinished(close)
  const sender = transport()
  onTestFinished(() => sender.close())

  const provider = PROVIDERS.get(id)
  const asking = provider?.asking
  if (!provider || !asking || 'cannot' in asking) throw new Error(`${id} cannot be asked.`)
  const name = `ASK_${settingOf(id)}`
  const { config, mistakes, warnings } = readConfig({
    PUBLIC_URL: 'http://localhost:8080',
    API_KEYS: 'k-0123456789abcdef',
    TOKEN_SECRETS: 'correct-horse-battery-staple-0123',
    [name]: bank.credentials(id),
    [`${name}_HOST`]: `${origin}/${id}`,
    ...(asking.credentials.callbackSecret && {
      [`CALLBACK_SECRET_${settingOf(id)}`]: CALLBACK_SECRET,
    }),
  })
  expect([mistakes ?? [], warnings ?? []]).toEqual([[], []])
  const how = config?.asking.get(id)
  expect(how).toBeDefined()

  const payment = tongue.payment?.('ORD1205T1') ?? 'ORD1205T1'
  const currency = provider.currency ?? 'USD'
  const begunAt = Date.now() - 60_000
  const called = { orderId: 'ORD-1205', payment }
  bank.open({
    ...{ provider: id, ...called, amount: 5000, currency, begunAt },
    timeline: [{ at: begunAt, state: 'succeeded' }],
  })

  const inquirer = new Inquirer(provider, asking, new Client(sender, { asking, ...how! }))
  const known = { asks: bank.asks(id, called), payments: [], references: [], orderId: 'ORD-1205' }
  const { outcome, answers } = await inquirer.ask(known)
  expect(outcome).toBe('answered')
  expect(answers.flatMap(({ told }) => told.map(({ state }) => state))).toContain('succeeded')
})
