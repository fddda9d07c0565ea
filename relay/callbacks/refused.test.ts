/** What whoever is not believed hears, what it makes the relay fetch, and what an operator reads of it. */

import { pino } from 'pino'
import { expect, it } from 'vitest'
import type { Answer } from '../testing/client.ts'
import { startRelay } from '../testing/relay.ts'
import { StrangersCertificate, type SigningKeys } from './signing-keys.ts'

const ADYEN_KEY = '00'.repeat(32)

/** A relay with PayPal and Adyen on; the lines of its log, and which certificates it asked for. */
async function listened(have: () => ReturnType<SigningKeys> = async () => undefined) {
  const lines: { level: number; verdict?: string }[] = []
  const asked: string[] = []
  const log = pino(
    { level: 'warn' },
    { write: (line: string) => void lines.push(JSON.parse(line)) },
  )
  const signingKeys: SigningKeys = ({ href }) => {
    asked.push(href)
    return have()
  }
  const relay = await startRelay(
    { CALLBACK_SECRET_PAYPAL: 'WEBHOOK-0123456789', CALLBACK_SECRET_ADYEN: ADYEN_KEY },
    { log, signingKeys },
  )
  return { relay, asked, told: () => lines.map(({ level, verdict }) => [level, verdict]) }
}

const said = ({ status, headers, body }: Answer) => ({
  status,
  code: body?.code,
  isToComeAgain: headers.has('Retry-After'),
})

const WARN = 40

const transmitted = (changed: Record<string, string> = {}) => ({
  headers: {
    'paypal-transmission-id': 'x',
    'paypal-transmission-time': new Date().toISOString(),
    'paypal-transmission-sig': 'AAAA',
    'paypal-auth-algo': 'SHA256withRSA',
    'paypal-cert-url': 'https://api.paypal.com/v1/notifications/certs/CERT-1',
    ...changed,
  },
  body: '{}',
})

it.each([
  ['that it does not name', { 'paypal-cert-url': '' }, 'mismatch'],
  ['of another host', { 'paypal-cert-url': 'https://evil.example/v1/notifications/c' }, 'mismatch'],
  ['for no signature', { 'paypal-transmission-sig': '' }, 'missing'],
  ['for an endless one', { 'paypal-transmission-sig': 'A'.repeat(5000) }, 'mismatch'],
  ['for an old one', { 'paypal-transmission-time': '2020-01-01T00:00:00Z' }, 'stale'],
  ['for one of tomorrow', { 'paypal-transmission-time': '2099-01-01T00:00:00Z' }, 'early'],
])('a request makes it fetch no certificate %s', async (_, changed, verdict) => {
  const { relay, asked, told } = await listened()
  expect(said(await relay.callback('paypal', transmitted(changed)))).toEqual({
    ...{ status: 401, code: 'not_verified', isToComeAgain: false },
  })
  expect(asked).toEqual([])
  expect(told()).toEqual([[WARN, verdict]])
})

it('a certificate that nobody knows, and that cannot be had, is an ordinary refusal', async () => {
  const { relay, told } = await listened(() => Promise.reject(new StrangersCertificate('503')))
  expect(said(await relay.callback('paypal', transmitted()))).toEqual({
    ...{ status: 503, code: 'unavailable', isToComeAgain: true },
  })
  expect(told()).toEqual([[WARN, 'certificate']])
})

it('one that was known is a fault of ours', async () => {
  const { relay, told } = await listened(() => Promise.reject(new Error('disk')))
  expect((await relay.callback('paypal', transmitted())).status).toBe(503)
  expect(told()).toEqual([[60, undefined]])
})

it('more than any provider sends is said to be too much', async () => {
  const { relay, told } = await listened()
  const body = `{"notificationItems":[${'0,'.repeat(5000)}0]}`
  const answer = await relay.callback('adyen', { headers: {}, body })
  expect(said(answer)).toEqual({ status: 413, code: 'too_large', isToComeAgain: false })
  expect(answer.body.detail).toContain('4,096 values')
  expect(told()).toEqual([[WARN, 'too_large']])
})
