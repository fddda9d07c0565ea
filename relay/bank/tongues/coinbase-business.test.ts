import { generateKeyPairSync } from 'node:crypto'
import { expect, it } from 'vitest'
import { authorized, credentialsIn } from '../../providers/authorize.ts'
import { askingCoinbase } from '../../providers/coinbase/asking.ts'
import { questionsFor } from '../../providers/hear.ts'
import type { Asked } from '../tongue.ts'
import { coinbaseBusinessTongue as tongue } from './coinbase-business.ts'

const NOW = 1_795_249_860_000

const PARTS = credentialsIn(askingCoinbase.credentials, tongue.credentials)!

/** Another's key. */
const OTHER_KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString()

const PAYMENT = tongue.payment!('ORD1205')

/** A question about this payment, as it comes to the bank. */
function asked(parts = PARTS, now = NOW): Asked {
  const [question] = questionsFor(askingCoinbase, {
    ...{ asks: [PAYMENT], payments: [], references: [] },
  })
  const { method, url, headers } = authorized(askingCoinbase, question!, {
    ...{ parts, now, where: { base: 'http://bank' } },
  })
  return { method, path: new URL(url).pathname, headers: new Headers(headers), body: '' }
}

const refuses = (it: Asked) =>
  tongue.refuses(it, { parts: PARTS, token: '', now: NOW })?.status === 401

it('believes who signs the question with the key', () => {
  expect(refuses(asked())).toBe(false)
})

it.each<[what: string, it: Asked]>([
  ['by another key', asked({ ...PARTS, privateKey: OTHER_KEY })],
  ['in another name', asked({ ...PARTS, name: 'organizations/nowhere/apiKeys/other' })],
  ['too long ago', asked(PARTS, NOW - 121_000)],
  ['for later', asked(PARTS, NOW + 60_000)],
  ['for another question', { ...asked(), path: `/api/v1/checkouts/${'0'.repeat(24)}` }],
  ['for another method', { ...asked(), method: 'POST' }],
  ['not at all', { ...asked(), headers: new Headers() }],
])('does not believe what is signed %s', (_, it) => {
  expect(refuses(it)).toBe(true)
})
