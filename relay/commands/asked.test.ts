import { describe, expect, it } from 'vitest'
import type { Environment } from '../config/config.ts'
import { readConfig } from '../config/read-config.ts'
import { ENVIRONMENT } from '../testing/relay.ts'
import { askedAbout, askedLines } from './asked.ts'

function configOf(env: Environment) {
  const { config, mistakes } = readConfig({ ...ENVIRONMENT, ...env })
  if (!config) throw new Error(JSON.stringify(mistakes))
  return config
}

const told = (id: string, env: Environment): string[] => askedLines(id, configOf(env))

const SECRET = 'any-secret-of-your-own'
const DARAJA = { ASK_DARAJA: 'aConsumerKey:aConsumerSecret:600000:aPasskey' }
const PROCESSING = 'what callbacks say counts as processing until an answer says it'

describe('check tells of a provider', () => {
  it('where it is asked, and with how much that is secret', () => {
    const ASK_STRIPE = 'rk_live_0123456789,rk_live_old'
    expect(told('stripe', { ASK_STRIPE })).toEqual([
      'asked at https://api.stripe.com (live), with •••••• (18 characters), •••••• (11 characters)',
      'callbacks are believed at once; asking finds those that are lost',
    ])
    const host = { ASK_STRIPE, ASK_STRIPE_HOST: 'http://localhost:12111' }
    expect(told('stripe', host)[0]).toContain('asked at http://localhost:12111, with')
    expect(told('cashfree', { ASK_CASHFREE: 'id:secret', ASK_CASHFREE_HOST: 'sandbox' })).toEqual([
      'asked at https://sandbox.cashfree.com/pg (sandbox), with •••••• (9 characters)',
      'nobody calls back: asking alone finds what is paid',
    ])
  })

  it('where the address is part of what is entered', () => {
    const one = `https://btcpay.example/${'A'.repeat(20)}:key`
    expect(told('btcpay', { ASK_BTCPAY: `${one},${one.replace('btcpay', 'new')}` })).toEqual([
      expect.stringContaining('asked at https://btcpay.example (live), with'),
      expect.stringContaining('asked at https://new.example (live), with'),
      expect.any(String),
    ])
    const ASK_STANDARD_WEBHOOKS = 'https://shop.example/{order}?key=secret'
    const [line] = told('standard-webhooks', { ASK_STANDARD_WEBHOOKS })
    expect(line).toMatch(
      /^asked at https:\/\/shop\.example \(live\), with •••••• \(\d+ characters\)$/,
    )
  })

  it('what else its key permits, where there is no lesser one', () => {
    expect(told('paystack', { ASK_PAYSTACK: 'sk_live_key' })).toContain('its key may pay out, too')
  })

  it('that its callbacks wait for an answer, where they prove little', () => {
    const V3 = { CALLBACK_SECRET_FLUTTERWAVE_V3: SECRET, ASK_FLUTTERWAVE_V3: 'FLWSECK-key-X' }
    expect(told('flutterwave-v3', V3).slice(1)).toEqual([PROCESSING])
    expect(told('flutterwave-v3', { ...V3, ASK_VERIFY: 'off' }).slice(1)).toEqual([
      'callbacks are believed at once; asking finds those that are lost',
    ])
  })

  it('of what nobody can be asked', () => {
    expect(told('daraja', DARAJA).slice(1)).toEqual([
      PROCESSING,
      expect.stringMatching(/believed at once, .*Paybill/),
    ])
    const MTN = { CALLBACK_SECRET_MTN_MOMO: SECRET, ASK_MTN_MOMO: 'u:k:s:mtnuganda' }
    expect(told('mtn-momo', MTN).slice(1)).toEqual([
      PROCESSING,
      expect.stringContaining('orders without asks["mtn-momo"]'),
    ])
    const XENDIT = { CALLBACK_SECRET_XENDIT: SECRET, ASK_XENDIT: 'xnd_production_key' }
    expect(told('xendit', XENDIT).slice(1)).toEqual([
      PROCESSING,
      expect.stringMatching(/virtual accounts.*orders without asks\["xendit"\]/),
    ])
  })

  it('that it would gain by being asked, and only then', () => {
    expect(told('daraja', {})).toEqual([
      'not asked: ASK_DARAJA (consumerKey:consumerSecret:shortcode:passkey) would verify what its callbacks say',
    ])
    expect(told('daraja', { ASK_VERIFY: 'off' })).toEqual([])
    expect(told('stripe', {})).toEqual([])
    expect(told('adyen', { CALLBACK_SECRET_ADYEN: '00'.repeat(32) })).toEqual([])
  })
})

describe('check tells of orders', () => {
  const about = (env: Environment) => askedAbout(configOf(env)).join('\n')

  it('that they must be registered to be asked about', () => {
    expect(about({})).toBe('')
    expect(about(DARAJA)).toMatch(/Only orders that are registered \(PUT \/orders\/:id\)/)
    expect(about(DARAJA)).not.toContain('own id')
  })

  it('whose own id is shown to whom', () => {
    const one = { ASK_CASHFREE: 'id:secret' }
    expect(about(one)).toContain('Cashfree is asked by the order’s own id, too.')
    expect(about({ ...one, ASK_PHONEPE: 'id:1:secret' })).toMatch(
      /shown to one alone: of Cashfree, PhonePe, asks must say which/,
    )
  })
})
