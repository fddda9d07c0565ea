import { expect, it, onTestFinished } from 'vitest'
import { readConfig } from '../config/read-config.ts'
import { isLoopback } from '../http/loopback.ts'
import { PROVIDERS } from '../providers/index.ts'
import { ENVIRONMENT } from '../testing/relay.ts'
import { NotStarted, RelayProcess } from './relay-process.ts'
import { StageBank } from './stage-bank.ts'

const { PATH, HOME } = process.env

it('every provider that can be asked is asked at the stage’s bank, and nowhere beyond this machine', async () => {
  const bank = await StageBank.open({})
  onTestFinished(() => bank.close())
  const { config } = readConfig({ ...ENVIRONMENT, ...bank.settings })
  const able = [...PROVIDERS.values()].filter(({ asking }) => asking && !('cannot' in asking))
  expect([...(config?.asking.keys() ?? [])].toSorted()).toEqual(able.map(({ id }) => id).toSorted())
  for (const { where } of config?.asking.values() ?? []) {
    const { hostname } = new URL(
      typeof where === 'object' ? where.base : 'https://provider.example',
    )
    expect(isLoopback(hostname)).toBe(true)
  }
})

it('a demo’s relay that would ask anybody else does not start', async () => {
  const relay = new RelayProcess({
    ...{ PATH, HOME, ...ENVIRONMENT, STORE: 'memory:' },
    ...{ ASK_STRIPE: 'rk_test_1', ASK_STRIPE_HOST: 'sandbox' },
  })
  onTestFinished(() => relay.stop())
  const why = await relay.start().catch((error: unknown) => error)
  expect(why).toBeInstanceOf(NotStarted)
  expect(String(why)).toContain('The demo asks its own bank, and stripe is elsewhere.')
})
