/** Somebody has the token of a provider's callbacks, and makes up a payment that nobody can ask about. */

import { expect, it } from 'vitest'
import { settingOf } from '../config/config.ts'
import { simulatedCallback } from '../providers/simulated-callback.ts'
import { providerOf, secretFor } from '../testing/asked-shop.ts'
import { atRest, startRelay, type TestRelay } from '../testing/relay.ts'

/** Nobody is there to ask: what counts is what the callback alone may move. */
const NOBODY = 'http://127.0.0.1:9'

const CREDENTIALS = new Map([
  ['flutterwave-v3', 'FLWSECK-aSecretKey-X'],
  ['xendit', 'xnd_production_aSecretKey'],
  ['paystack', 'sk_live_aSecretKey'],
])

function shopAsking(...ids: string[]): Promise<TestRelay> {
  const settings = ids.flatMap((id) => [
    [`CALLBACK_SECRET_${settingOf(id)}`, secretFor(providerOf(id))],
    [`ASK_${settingOf(id)}`, CREDENTIALS.get(id)],
    [`ASK_${settingOf(id)}_HOST`, NOBODY],
  ])
  return startRelay(Object.fromEntries(settings), atRest())
}

async function forged(relay: TestRelay, id: string, status: 'succeeded' | 'failed') {
  const provider = providerOf(id)
  const told = { orderId: 'A-1', payment: 'x', status, amount: 5_000, currency: 'IDR' } as const
  const url = `${relay.url}/callbacks/${id}`
  const callback = simulatedCallback(provider, secretFor(provider), { url, ...told }, Date.now())
  expect((await relay.callback(id, callback)).status).toBeLessThan(300)
}

const HELD_BACK = { status: 'processing', amountReceived: 0, safeToRetry: false }

it.each(['succeeded', 'failed'] as const)(
  'of Flutterwave v3, %s is held back: also where the order’s id is shown to nobody, and before it is known',
  async (status) => {
    for (const others of [[], ['paystack']]) {
      const relay = await shopAsking('flutterwave-v3', ...others)
      await forged(relay, 'flutterwave-v3', status)
      await relay.register('A-1', { amount: 5_000, currency: 'IDR' })
      expect(await relay.seen('A-1')).toMatchObject(HELD_BACK)
      await forged(relay, 'flutterwave-v3', status)
      expect(await relay.seen('A-1')).toMatchObject(HELD_BACK)
    }
  },
)

it('of Xendit, it is held back where the shop said by what to ask', async () => {
  const relay = await shopAsking('xendit')
  const asks = { xendit: ['579c8d61f23fa4ca35e52da4'] }
  await relay.register('A-1', { amount: 5_000, currency: 'IDR', asks })
  await forged(relay, 'xendit', 'succeeded')
  expect(await relay.seen('A-1')).toMatchObject(HELD_BACK)
})

it('and what a virtual account of Xendit receives, which nobody can ask about, is believed where it did not', async () => {
  const relay = await shopAsking('xendit')
  await relay.register('A-1', { amount: 5_000_000, currency: 'IDR' })
  const provider = providerOf('xendit')
  const body = JSON.stringify({
    ...{ id: '57fb4e076fa3fa296b7f5a97', payment_id: '1487156512722', external_id: 'A-1' },
    ...{ callback_virtual_account_id: '57f6fbf26b9f064272622aa6', account_number: '1000000007' },
    ...{ amount: 50_000, transaction_timestamp: new Date().toISOString() },
  })
  const headers = { 'x-callback-token': secretFor(provider), 'content-type': 'application/json' }
  expect((await relay.callback('xendit', { headers, body })).status).toBeLessThan(300)
  expect(await relay.seen('A-1')).toMatchObject({ status: 'succeeded' })
})

const C2B = {
  ...{ TransactionType: 'Pay Bill', TransID: 'NLJ7RT61SV', TransAmount: '50.00' },
  ...{ BusinessShortCode: '600000', BillRefNumber: 'A-1' },
}
const CASH = [
  { Name: 'Amount', Value: 50 },
  { Name: 'MpesaReceiptNumber', Value: 'NLJ7RT61SV' },
]
const stk = (ResultCode: number, more: object = {}) => ({
  Body: {
    stkCallback: { MerchantRequestID: 'm', CheckoutRequestID: 'x', ResultCode, ...more },
  },
})

it.each([
  ['a prompt that failed', stk(1032)],
  ['a prompt that was paid', stk(0, { CallbackMetadata: { Item: CASH } })],
  ['what was paid to a Paybill', C2B],
])('of M-Pesa, at the address of an order: %s', async (_, body) => {
  const secret = secretFor(providerOf('daraja'))
  const relay = await startRelay(
    {
      ...{ CALLBACK_SECRET_DARAJA: secret, ASK_DARAJA_HOST: NOBODY },
      ASK_DARAJA: 'aConsumerKey:aConsumerSecret:600000:aPasskey',
    },
    atRest(),
  )
  const money = { amount: 5_000, currency: 'KES' }
  const { callbackUrls } = await relay.register('A-1', money)
  const [, path] = callbackUrls.daraja.split('/callbacks/')
  const headers = { 'content-type': 'application/json' }
  const { status } = await relay.callback(path, { headers, body: JSON.stringify(body) })
  expect(status).toBeLessThan(300)
  expect(await relay.seen('A-1')).toMatchObject(HELD_BACK)
})
