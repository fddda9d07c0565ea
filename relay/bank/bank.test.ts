import { describe, expect, it } from 'vitest'
import { credentialsIn } from '../providers/authorize.ts'
import { PROVIDERS } from '../providers/index.ts'
import { Bank, type Question } from './bank.ts'
import type { Faults } from './faults.ts'
import { inquire } from './inquiry.ts'

/** In ms since 1970. */
const BEGUN = 1_795_249_800_000

const PAYMENT = {
  ...{ orderId: 'ORD-1205', payment: 'ws_CO_1', amount: 500_000, currency: 'KES' },
  begunAt: BEGUN,
}

const PROMPTED = { at: BEGUN, state: 'requires_action' } as const
const PAID = { at: BEGUN + 30_000, state: 'succeeded' } as const

/** A bank at which one payment was begun, and what is heard of it so many seconds later. */
function begun(provider: string, faults: Faults = {}, seed = 1) {
  const told: Question[] = []
  const bank = new Bank({ seed, onQuestion: (question) => told.push(question) })
  bank.fails(faults, provider)
  bank.open({ provider, ...PAYMENT, timeline: [PROMPTED, PAID] })
  const adapter = PROVIDERS.get(provider)
  const asking = adapter?.asking
  if (!adapter || !asking || 'cannot' in asking) throw new Error(`${provider} cannot be asked.`)
  const parts = credentialsIn(asking.credentials, bank.credentials(provider)) ?? {}
  const asks = bank.asks(provider, PAYMENT)
  const known = { asks, payments: [], references: [] }

  const after = (seconds: number) => {
    const now = BEGUN + seconds * 1000
    const [heard] = inquire({ bank, provider: adapter, asking, parts }, known, now)
    const { reading, date } = heard ?? {}
    if (typeof reading !== 'object') return { outcome: reading }
    const lateness = date === undefined ? date : (date - now) / 1000
    if (reading.outcome !== 'answered') return { ...reading, lateness }
    return { outcome: reading.told[0]?.state, lateness }
  }
  const heard = (...times: readonly number[]) => times.map((time) => after(time).outcome)
  return { bank, after, heard, told, parts }
}

describe('of a payment, the bank tells', () => {
  it('how it stands when it is asked', () => {
    expect(begun('daraja').heard(0, 29, 30, 3600)).toEqual([
      ...['requires_action', 'requires_action', 'succeeded', 'succeeded'],
    ])
  })

  it('what the shopper did, as soon as that is known', () => {
    const { bank, heard } = begun('daraja')
    expect(heard(10)).toEqual(['requires_action'])
    bank.says('daraja', 'ORD-1205', { at: BEGUN + 12_000, state: 'canceled' })
    expect(heard(11, 12, 29, 30)).toEqual([
      ...['requires_action', 'canceled', 'canceled', 'succeeded'],
    ])
  })

  it('the latest, where two go by one name', () => {
    const { bank, heard } = begun('airtel')
    bank.open({ provider: 'airtel', ...PAYMENT, timeline: [{ at: BEGUN, state: 'failed' }] })
    expect(heard(60)).toEqual(['failed'])
  })

  it('no end that the provider has no word for', () => {
    const { bank } = begun('airtel')
    const change = { at: BEGUN, state: 'canceled' } as const
    expect(() => bank.says('airtel', 'ws_CO_1', change)).toThrow('no word for "canceled"')
    expect(() => bank.says('airtel', 'ws_CO_2', { ...change, state: 'failed' })).toThrow('ws_CO_2')
  })
})

describe('the bank fails as providers do', () => {
  it('reads lag behind', () => {
    expect(begun('mtn-momo', { lag: 20_000 }).heard(10, 30, 49, 50)).toEqual([
      ...['absent', 'requires_action', 'requires_action', 'succeeded'],
    ])
  })

  it('a payment is not known at first', () => {
    expect(begun('stripe', { absentFor: 5_000 }).heard(0, 4, 5)).toEqual([
      ...['absent', 'absent', 'requires_action'],
    ])
  })

  it('for a minute, it does not know itself', () => {
    const moods = { share: 1, names: ['ambiguous'], within: 60_000 }
    expect(begun('airtel', { moods }).heard(29, 30, 89, 90)).toEqual([
      ...['processing', 'processing', 'processing', 'succeeded'],
    ])
  })

  it('it flaps, one time in five, and the same way again', () => {
    const times = Array.from({ length: 1000 }, (_, at) => 60 + at)
    const flapping = { moods: { share: 0.2 } }
    const heard = begun('daraja', flapping).heard(...times)
    expect(new Set(heard)).toEqual(new Set(['succeeded', 'requires_action', 'later']))
    const others = heard.filter((each) => each !== 'succeeded').length
    expect(others).toBeGreaterThan(150)
    expect(others).toBeLessThan(250)
    expect(begun('daraja', flapping).heard(...times)).toEqual(heard)
    expect(begun('daraja', flapping, 2).heard(...times)).not.toEqual(heard)
  })

  it('it says that it is asked too often, and when to come again', () => {
    expect(begun('stripe', { tooMuch: { share: 1, after: 7 } }).after(60)).toMatchObject({
      ...{ outcome: 'later', after: 7000 },
    })
    const { outcome, ...more } = begun('stripe', { tooMuch: { share: 1 } }).after(60)
    expect(outcome).toBe('later')
    expect(more).not.toHaveProperty('after')
  })

  it('it answers in HTML, about another payment, or not at all', () => {
    expect(begun('stripe', { badGateway: 1 }).heard(60)).toEqual(['later'])
    expect(begun('stripe', { other: 1 }).heard(60)).toEqual(['other_payment'])
    expect(begun('stripe', { silent: 1 }).heard(60)).toEqual(['silent'])
    expect(begun('stripe', { unreachable: 1 }).heard(60)).toEqual(['unreachable'])
  })

  it('its clock is off', () => {
    expect(begun('stripe').after(60).lateness).toBe(0)
    expect(begun('stripe', { clock: 180_000 }).after(60).lateness).toBe(180)
    expect(begun('stripe', { clock: -180_000 }).after(60).lateness).toBe(-180)
  })

  it('at one provider as it is told, or at all', () => {
    const { bank, heard } = begun('stripe', { lag: 20_000 })
    bank.fails({ badGateway: 1 })
    expect(heard(60)).toEqual(['later'])
    bank.fails({})
    expect(heard(49, 50)).toEqual(['requires_action', 'succeeded'])
    bank.fails({}, 'stripe')
    expect(heard(30)).toEqual(['succeeded'])
  })
})

it('what the bank was asked can be shown: it has no credentials', () => {
  const { bank, heard, told, parts } = begun('daraja')
  heard(60)
  expect(bank.questions).toEqual(told)
  expect(told).toEqual([
    {
      ...{ provider: 'daraja', method: 'GET', status: 200, at: BEGUN + 60_000 },
      path: '/oauth/v1/generate?grant_type=client_credentials',
    },
    {
      ...{ provider: 'daraja', method: 'POST', status: 200, at: BEGUN + 60_000 },
      ...{ path: '/mpesa/stkpushquery/v1/query', name: 'ws_CO_1' },
    },
  ])
  for (const secret of Object.values(parts)) expect(JSON.stringify(told)).not.toContain(secret)
})

it('the bank speaks for no provider that cannot be asked', () => {
  const headers = new Headers()
  const asked = { method: 'GET', path: '/adyen/v72/payments', headers, body: '' }
  expect(new Bank().answer(asked, BEGUN)).toMatchObject({ status: 404 })
  expect(() => new Bank().credentials('adyen')).toThrow('adyen')
})
