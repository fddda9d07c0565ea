/** Providers' own software asks the bank as it would ask the provider: as the relay does, and it understands the same. */

import { createRequire } from 'node:module'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Xendit } from 'xendit-node'
import type { MainState } from '../order/update.ts'
import type { Known } from '../providers/asking.ts'
import { credentialsIn } from '../providers/authorize.ts'
import { PROVIDERS } from '../providers/index.ts'
import { Bank } from './bank.ts'
import { inquire } from './inquiry.ts'
import { serveBank, type BankServer } from './server.ts'
import { midtransTongue } from './tongues/midtrans.ts'
import { paytmTongue } from './tongues/paytm.ts'
import { xenditTongue } from './tongues/xendit.ts'

/** Midtrans's own client, which comes without types. */
interface Midtrans {
  CoreApi: new (options: { isProduction: boolean; serverKey: string; clientKey: string }) => {
    apiConfig: { getCoreApiBaseUrl(): string }
    httpClient: { http_client: { defaults: { proxy?: false } } }
    transaction: { status(id: string): Promise<unknown> }
  }
}

/** Paytm's own library, which comes without types. */
interface Checksum {
  generateSignature(text: string, key: string): Promise<string>
}

const require = createRequire(import.meta.url)
const checksum: Checksum = require('paytmchecksum')
const midtrans: Midtrans = require('midtrans-client')

const AMOUNT = 5_000_000

let bank: Bank
let server: BankServer

beforeEach(async () => {
  bank = new Bank()
  server = await serveBank(bank)
})

afterEach(() => server.close())

/** The bank has a payment of which this is true. */
function has(provider: string, payment: string, state: MainState): void {
  const at = Date.now() - 60_000
  bank.open({
    ...{ provider, payment, orderId: 'ORD-1205', amount: AMOUNT, currency: 'IDR' },
    ...{ begunAt: at, timeline: [{ at, state }] },
  })
}

/** Where the bank was asked, and with which status it answered. */
const asked = () => bank.questions.map(({ method, path, status }) => [method, path, status])

/** Where the relay asks about an order of which this is known. */
function relayAsks(id: string, known: Partial<Known>) {
  const provider = PROVIDERS.get(id)
  const asking = provider?.asking
  if (!asking || 'cannot' in asking) throw new Error(`${id} cannot be asked.`)
  const parts = credentialsIn(asking.credentials, bank.credentials(id)) ?? {}
  const all = { asks: [], payments: [], references: [], ...known }
  const before = bank.questions.length
  inquire({ bank, provider, asking, parts }, all, Date.now())
  return bank.questions.slice(before).map(({ method, path }) => [method, path])
}

describe('midtrans-client', () => {
  const Status = v.object({
    order_id: v.literal('ORD-1205'),
    gross_amount: v.literal('50000.00'),
    transaction_status: v.string(),
  })

  function client(serverKey = bank.credentials('midtrans')) {
    const core = new midtrans.CoreApi({ isProduction: false, serverKey, clientKey: '' })
    core.apiConfig.getCoreApiBaseUrl = () => `${server.origin}/midtrans`
    core.httpClient.http_client.defaults.proxy = false
    return core
  }

  const TOLD: { [State in MainState]?: string } = {
    requires_action: 'pending',
    processing: 'capture',
    authorized: 'authorize',
    expired: 'expire',
    canceled: 'cancel',
    failed: 'deny',
    succeeded: 'settlement',
  }

  it.each(midtransTongue.states)(
    'hears that a payment is %s, asked as the relay asks',
    async (state) => {
      has('midtrans', 'T1', state)
      const said = v.parse(Status, await client().transaction.status('ORD-1205'))
      expect(said.transaction_status).toBe(TOLD[state])
      expect(asked()).toEqual([['GET', '/v2/ORD-1205/status', 200]])
      expect(relayAsks('midtrans', { orderId: 'ORD-1205' })).toEqual([
        ['GET', '/v2/ORD-1205/status'],
      ])
    },
  )

  it('takes what is unknown for a fault, though it comes with 200', async () => {
    const told = client().transaction.status('ORD-9')
    await expect(told).rejects.toMatchObject({ httpStatusCode: '404' })
    expect(asked()).toEqual([['GET', '/v2/ORD-9/status', 200]])
  })

  it('is refused with another key', async () => {
    const told = client('SB-Mid-server-other').transaction.status('ORD-1205')
    await expect(told).rejects.toMatchObject({ httpStatusCode: 401 })
  })
})

describe('paytmchecksum', () => {
  const [mid = '', key = ''] = paytmTongue.credentials.split(':')

  async function ask(signedWith: string): Promise<unknown> {
    const body = JSON.stringify({ mid, orderId: 'ORD-1205' })
    const signature = await checksum.generateSignature(body, signedWith)
    const response = await fetch(`${server.origin}/paytm/v3/order/status`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"body":${body},"head":{"signature":${JSON.stringify(signature)}}}`,
    })
    return response.json()
  }

  it('signs a question so that it is answered', async () => {
    has('paytm', '20261121010870000000000000000000001', 'succeeded')
    const told = { orderId: 'ORD-1205', resultInfo: { resultStatus: 'TXN_SUCCESS' } }
    expect(await ask(key)).toMatchObject({ body: told })
  })

  it('is not believed with another key', async () => {
    has('paytm', '20261121010870000000000000000000001', 'succeeded')
    const other = key.replace(/^./, 'x')
    expect(await ask(other)).toMatchObject({ body: { resultInfo: { resultCode: '330' } } })
  })
})

describe('xendit-node', () => {
  const PAYMENT = xenditTongue.payment?.('ORD1205T1') ?? ''
  const [REQUEST = ''] = xenditTongue.asks?.({ orderId: 'ORD-1205', payment: PAYMENT }) ?? []

  function client(secretKey = bank.credentials('xendit')) {
    // It says that the key is one for tests.
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const xendit = new Xendit({ secretKey, xenditURL: `${server.origin}/xendit` })
    warn.mockRestore()
    return xendit
  }

  const TOLD: { [State in MainState]?: string } = {
    requires_action: 'REQUIRES_ACTION',
    processing: 'PENDING',
    authorized: 'AWAITING_CAPTURE',
    expired: 'EXPIRED',
    canceled: 'CANCELED',
    failed: 'FAILED',
    succeeded: 'SUCCEEDED',
  }

  it.each(xenditTongue.states)('hears that a payment is %s', async (state) => {
    has('xendit', PAYMENT, state)
    const told = await client().PaymentRequest.getPaymentRequestByID({ paymentRequestId: REQUEST })
    expect(told).toMatchObject({
      ...{ id: REQUEST, referenceId: 'ORD-1205', amount: 50_000, currency: 'IDR' },
      status: TOLD[state],
    })
  })

  it('asks as the relay asks, where there is none of the third version', async () => {
    const id = REQUEST.replace(/.$/, '0')
    const told = client().PaymentRequest.getPaymentRequestByID({ paymentRequestId: id })
    await expect(told).rejects.toMatchObject({ status: 404, errorCode: 'DATA_NOT_FOUND' })
    expect(asked()).toEqual([['GET', `/payment_requests/${id}`, 404]])
    expect(relayAsks('xendit', { asks: [id] })).toEqual([
      ['GET', `/v3/payment_requests/${id}`],
      ['GET', `/payment_requests/${id}`],
    ])
  })

  it('asks for invoices by the shop’s name as the relay asks', async () => {
    expect(await client().Invoice.getInvoices({ externalId: 'ORD-1205' })).toEqual([])
    const path = '/v2/invoices?external_id=ORD-1205'
    expect(asked()).toEqual([['GET', path, 200]])
    expect(relayAsks('xendit', { orderId: 'ORD-1205' })).toEqual([['GET', path]])
  })

  it('is refused with another key', async () => {
    const told = client('xnd_development_other').PaymentRequest.getPaymentRequestByID({
      paymentRequestId: REQUEST,
    })
    await expect(told).rejects.toMatchObject({ status: 401, errorCode: 'INVALID_API_KEY' })
  })
})
