import { generateKeyPairSync } from 'node:crypto'
import { jwtVerify } from 'jose'
import { expect, it } from 'vitest'
import { authorized, credentialsIn } from '../authorize.ts'
import { describeAsking } from '../conformance/asking.ts'
import { questionsFor } from '../hear.ts'
import { askingCoinbase } from './asking.ts'
import { coinbase } from './coinbase.ts'

const CHARGE = {
  code: 'WVKM5QDV',
  id: 'f765421f-2451-4fed-8d0b-000000000001',
  metadata: { order_id: 'ORD-1205' },
  pricing: { local: { amount: '50.00', currency: 'USD' } },
}

const paid = {
  event: {
    id: 'event-1',
    type: 'charge:confirmed',
    data: { ...CHARGE, timeline: [{ status: 'COMPLETED', time: '2026-11-21T08:33:00Z' }] },
  },
}

const CHECKOUT = {
  id: '68f7a946db0529ea9b6d3a12',
  amount: '50.00',
  currency: 'USDC',
  metadata: { order_id: 'ORD-1205' },
}

describeAsking({
  provider: coinbase,
  credentials: 'anApiKey',

  both: [
    { answer: 'completed', callback: paid },
    { answer: 'pending', callback: paid },
    { answer: 'expired', callback: paid },
    {
      answer: 'checkout_completed',
      callback: {
        ...CHECKOUT,
        eventType: 'checkout.payment.success',
        status: 'COMPLETED',
        transactionHash: '0xaaaa',
        updatedAt: '2026-11-21T08:33:00Z',
      },
    },
  ],

  unknown: [
    { answer: 'new', body: { data: { ...CHARGE, timeline: [{ status: 'PARKED' }] } } },
    { answer: 'checkout_active', body: { ...CHECKOUT, status: 'PARKED' } },
  ],

  seen: { credentials: 'api-key' },
})

it.each([
  ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ['EdDSA', generateKeyPairSync('ed25519')],
])('signs each question of Business: %s', async (alg, { privateKey, publicKey }) => {
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const jwk = privateKey.export({ format: 'jwk' })
  const raw = [jwk.d, jwk.x].map((part) => Buffer.from(part ?? '', 'base64url'))
  const keys = [pem, pem.replaceAll('\n', '\\n'), Buffer.concat(raw).toString('base64')]
  for (const key of alg === 'EdDSA' ? keys : keys.slice(0, 2)) {
    const parts = credentialsIn(askingCoinbase.credentials, `organizations/o/apiKeys/k:${key}`)
    const [question] = questionsFor(askingCoinbase, {
      ...{ asks: [CHECKOUT.id], payments: [], references: [] },
    })
    const { url, headers } = authorized(askingCoinbase, question!, {
      ...{ parts: parts!, where: 'live', now: Date.now() },
    })
    expect(url).toBe(`https://business.coinbase.com/api/v1/checkouts/${CHECKOUT.id}`)
    const token = headers['Authorization']?.replace('Bearer ', '') ?? ''
    const { payload, protectedHeader } = await jwtVerify(token, publicKey, { issuer: 'cdp' })
    expect(protectedHeader).toMatchObject({ alg, kid: 'organizations/o/apiKeys/k' })
    expect(payload['uri']).toBe(`GET business.coinbase.com/api/v1/checkouts/${CHECKOUT.id}`)
  }
})
