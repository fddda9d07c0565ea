/** What somebody can make of one callback that was genuine, by what is not signed of it. */

import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { PROVIDERS } from '../providers/index.ts'
import { bodyOf } from '../providers/payload.ts'
import { isSimulable, sign } from '../providers/signature.ts'
import { startRelay } from '../testing/relay.ts'
import { memoryStore } from '../store/memory.ts'
import { intakesOf } from './reading.ts'

const KEYS = {
  adyen: '44782def547aaa06c910c43932b1eb0c71fc68d9d0c057550c48ec2acf6ba056',
  midtrans: 'server-key-0123456789',
  paytm: 'testMerchantKey1',
} as const
type Signing = keyof typeof KEYS

/** As the provider sends it; `forged`: the same signature over what was made of it. */
function sealed(id: Signing, payload: object, forged: (body: string) => string = (body) => body) {
  const provider = PROVIDERS.get(id)
  const scheme = provider?.schemes.find(isSimulable)
  if (!provider || !scheme) throw new Error(`No ${id}.`)
  const { headers, body } = bodyOf(provider, payload)
  const signed = sign(scheme, KEYS[id], { url: '', body, timestamp: 1_795_219_200, id: 'evt_1' })
  return { headers: { ...headers, ...signed.headers }, body: forged(signed.body) }
}

async function shop(id: Signing, asked: object) {
  const relay = await startRelay({ [`CALLBACK_SECRET_${id.toUpperCase()}`]: KEYS[id] })
  await relay.register('A-1', asked)
  return {
    relay,
    async told(callback: ReturnType<typeof sealed>, order = 'A-1') {
      expect((await relay.callback(id, callback)).status).toBe(200)
      const { status, amountReceived } = (await relay.merchant('GET', `/orders/${order}`)).body
      return [status, amountReceived]
    },
  }
}

describe('of one genuine callback nobody makes', () => {
  const RUPIAH = { amount: 15_000_000, currency: 'IDR' }

  const told = (transaction_status: string, status_code: string, more: object = {}) => ({
    ...{ order_id: 'A-1', status_code, gross_amount: '150000.00', transaction_status },
    ...more,
  })

  it('a success of what Midtrans cancelled, whatever it is dated', async () => {
    const { told: hears } = await shop('midtrans', RUPIAH)
    expect(await hears(sealed('midtrans', told('cancel', '200')))).toEqual(['canceled', 0])
    for (const time of ['', ',"transaction_time":"2026-11-28 10:00:00"']) {
      const forged = sealed('midtrans', told('cancel', '200'), (body) =>
        body.replace('"cancel"', `"settlement"${time}`),
      )
      expect(await hears(forged)).toEqual(['canceled', 0])
    }
  })

  it('a payment of another order, whose id is a part of the same text', async () => {
    const { relay, told: hears } = await shop('midtrans', {
      amount: 2_001_000_000,
      currency: 'IDR',
    })
    await relay.register('A-1201', { amount: 1_000_000, currency: 'IDR' })
    const pending = told('pending', '201', { gross_amount: '20010000.00' })
    await relay.callback('midtrans', sealed('midtrans', pending))
    const forged = sealed('midtrans', pending, (body) => {
      const other = { order_id: 'A-1201', status_code: '200', gross_amount: '10000.00' }
      return JSON.stringify({ ...JSON.parse(body), ...other, transaction_status: 'settlement' })
    })
    expect(await hears(forged, 'A-1201')).toEqual(['pending', 0])
    expect((await relay.merchant('GET', '/callbacks')).body.callbacks).toMatchObject([
      { code: 'several_orders' },
      { code: 'several_orders' },
    ])
  })

  it('a second payment of a Paytm form, under other names', async () => {
    const form = {
      ...{ CURRENCY: 'INR', MID: 'M1', ORDERID: 'A-1', RESPCODE: '01', RESPMSG: 'Txn Success' },
      ...{ STATUS: 'TXN_SUCCESS', TXNAMOUNT: '1000.00', TXNDATE: '2026-11-21 10:00:00.0' },
      TXNID: '20261121111212800110168',
    }
    const { told: hears } = await shop('paytm', { amount: 100_000, currency: 'INR' })
    expect(await hears(sealed('paytm', form))).toEqual(['succeeded', 100_000])
    const renamings: [string, string][][] = [
      [
        ['TXNID', 'TXX'],
        ['TXNDATE', 'TXNID'],
      ],
      [['TXNID', 'TXX']],
      [['TXNDATE', 'TXNDATF']],
      [['CURRENCY', 'CURRENCZ']],
    ]
    for (const renamed of renamings) {
      const forged = sealed('paytm', form, (body) =>
        renamed.reduce((text, [from, to]) => text.replace(`${from}=`, `${to}=`), body),
      )
      expect(await hears(forged)).toEqual(['succeeded', 100_000])
    }
  })

  it('a hold of what Adyen cancelled, or test money of what is none', async () => {
    const item = (eventCode: string, more: object = {}) => ({
      live: 'true',
      notificationItems: [
        {
          NotificationRequestItem: {
            ...{ pspReference: 'PSP1', merchantAccountCode: 'Shop', merchantReference: 'A-1' },
            ...{ amount: { value: 10000, currency: 'EUR' }, eventCode, success: 'true' },
            eventDate: '2026-11-21T08:00:00+00:00',
            ...more,
          },
        },
      ],
    })
    const { relay, told: hears } = await shop('adyen', { amount: 10000, currency: 'EUR' })
    expect(await hears(sealed('adyen', item('AUTHORISATION')))).toEqual(['authorized', 0])
    const canceled = item('CANCELLATION', { pspReference: 'PSP2', originalReference: 'PSP1' })
    expect(await hears(sealed('adyen', canceled))).toEqual(['canceled', 0])
    const redated = sealed('adyen', item('AUTHORISATION'), (body) =>
      body.replace('2026-11-21T08', '2026-11-21T11').replace('"live":"true"', '"live":"false"'),
    )
    expect(await hears(redated)).toEqual(['canceled', 0])
    expect((await relay.merchant('GET', '/orders/A-1')).body.test).toBe(false)
  })
})

describe('PayPal signs a checksum of the body', () => {
  it('so another body that has it, under the same transmission, is kept and not believed', async () => {
    const paypal = PROVIDERS.get('paypal')
    const headers = new Headers({
      'paypal-transmission-id': 'id',
      'paypal-transmission-time': '2026-11-21T08:00:00Z',
      'paypal-transmission-sig': 's',
      'paypal-auth-algo': 'SHA256withRSA',
    })
    // Two words of one checksum.
    const [one, other] = ['plumless', 'buckeroo'].map((word) => {
      const resource = {
        id: word,
        custom_id: 'A-1',
        amount: { value: '10.00', currency_code: 'EUR' },
      }
      const event = { id: 'WH-1', event_type: 'PAYMENT.CAPTURE.COMPLETED', resource }
      return { url: '', headers, body: Buffer.from(JSON.stringify(event)) }
    })
    if (!paypal || !one || !other) throw new Error('No PayPal.')
    expect(crc32(one.body)).toBe(crc32(other.body))

    const store = memoryStore()
    const now = Date.UTC(2026, 10, 21, 8)
    const context = { now, retention: 86_400_000 }
    const told = async (delivery: typeof one) => {
      await store.apply(intakesOf(paypal, delivery, {}, now), context)
      return (await store.order('A-1'))?.shown.amountReceived
    }
    expect(await told(one)).toBe(1000)
    expect(await told(one)).toBe(1000)
    expect(await told(other)).toBe(1000)
    expect(await store.kept({ limit: 2 })).toMatchObject([{ code: 'other_body' }])
  })
})
