import { describe, expect, it } from 'vitest'
import type { Asking } from './asking.ts'
import { authorized, credentialsIn, tokenRequest } from './authorize.ts'
import { askingAirtel } from './airtel/asking.ts'
import { askingBtcpay } from './btcpay/asking.ts'
import { askingDaraja } from './daraja/asking.ts'
import { askingMtnMomo } from './mtn-momo/asking.ts'
import { askingStandardWebhooks } from './standard-webhooks/asking.ts'
import { tokenIn } from './token.ts'

const NOW = 1_795_249_865_000

describe('what the operator entered', () => {
  it('is taken apart at its colons, and the last part takes the rest', () => {
    const { credentials } = askingMtnMomo
    expect(credentialsIn(credentials, ' user:key:subscription:mtn:uganda ')).toEqual({
      ...{ apiUser: 'user', apiKey: 'key', subscriptionKey: 'subscription' },
      environment: 'mtn:uganda',
    })
    for (const text of [
      '',
      'user',
      'user:key:subscription',
      'us er:key:sub:env',
      ':::',
      'ü:k:s:e',
    ]) {
      expect(credentialsIn(credentials, text)).toBeUndefined()
    }
  })

  it('may hold the address of a server of the shop’s own', () => {
    const store = '9CiNzKoANXxmk5ayZngSXrHTiVvvgCrwrpFQd4m2K776'
    const text = `https://btcpay.example:8443/pay/${store}:key`
    const parts = credentialsIn(askingBtcpay.credentials, text)
    expect(parts).toEqual({ server: 'https://btcpay.example:8443/pay', store, key: 'key' })
  })

  it('may be an address of the shop’s that ends with the order', () => {
    const text = 'https://shop.example/payments/{order}'
    expect(credentialsIn(askingStandardWebhooks.credentials, text, 'whsec_c2VjcmV0')).toEqual({
      ...{ origin: 'https://shop.example', before: '/payments/', after: '' },
      secret: 'whsec_c2VjcmV0',
    })
  })

  it('that could end a header is refused', () => {
    expect(credentialsIn(askingDaraja.credentials, 'k:s:174379:pass\r\nkey')).toBeUndefined()
  })
})

describe('a template', () => {
  const odd: Asking = {
    ...askingAirtel,
    auth: { headers: { 'X-Odd': '{clientSecret}' } },
    credentials: { form: 'clientId:clientSecret', example: 'id:secret', open: ['clientId'] },
    hosts: { live: 'https://api.example/', sandbox: 'https://api.example/' },
  }
  const parts = { clientId: 'a/b', clientSecret: '{clientId}{token}' }
  const question = { name: 'odd', method: 'GET', path: '/of/{clientId}' } as const

  it('is filled once: what a secret looks like does not matter', () => {
    const { url, headers } = authorized(odd, question, { parts, where: 'live', now: NOW })
    expect(url).toBe('https://api.example/of/a%2Fb')
    expect(headers['X-Odd']).toBe('{clientId}{token}')
  })

  it('in a path never has a secret', () => {
    const leaky = { ...question, path: '/of/{clientSecret}' }
    expect(() => authorized(odd, leaky, { parts, where: 'live', now: NOW })).toThrow('clientSecret')
  })

  it('goes to the address that the operator set instead', () => {
    const where = { base: 'http://127.0.0.1:8080/fake/' }
    const { url } = authorized(odd, question, { parts, where, now: NOW })
    expect(url).toBe('http://127.0.0.1:8080/fake/of/a%2Fb')
  })
})

describe('a token', () => {
  const until = (body: object) =>
    tokenIn(JSON.stringify({ access_token: 't', ...body }), NOW)?.until

  it('is renewed when a tenth of its life is left, whichever way that is told', () => {
    expect(until({ expires_in: '180' })).toBe(NOW + 162_000)
    expect(until({ expires_in: 3600 })).toBe(NOW + 3_240_000)
    expect(until({ expires_at: NOW / 1000 + 1000, expires_in: 3600 })).toBe(NOW + 900_000)
    expect(until({ expires_at: 1 })).toBe(NOW)
    expect(until({})).toBe(NOW + 54_000)
  })

  it('is asked for with an empty body where the provider wants one', () => {
    const parts = { apiUser: 'u', apiKey: 'k', subscriptionKey: 's', environment: 'sandbox' }
    expect(tokenRequest(askingMtnMomo, { parts, where: 'sandbox' })).toMatchObject({
      method: 'POST',
      url: 'https://sandbox.momodeveloper.mtn.com/collection/token/',
      body: '',
    })
  })
})
