/** What a callback is judged by may fail us: that is no verdict on it, and the provider is to come again. */

import { expect, it } from 'vitest'
import { paypal } from '../providers/paypal/paypal.ts'
import { simulatedCallback } from '../providers/simulated-callback.ts'
import { simulatedKeys } from '../providers/simulated-keys.ts'
import { memoryStore } from '../store/memory.ts'
import { darajaPath, darajaSays } from '../testing/callbacks.ts'
import { type Answer } from '../testing/client.ts'
import { startRelay } from '../testing/relay.ts'

const SECRET = 'paypal-0123456789abcdef'

const told = ({ status, headers, body }: Answer) => ({
  status,
  code: body?.code,
  isToComeAgain: headers.has('Retry-After'),
})
const unavailable = { status: 503, code: 'unavailable', isToComeAgain: true }

it('a certificate that cannot be had', async () => {
  let isThere = false
  const relay = await startRelay(
    { CALLBACK_SECRET_PAYPAL: SECRET },
    {
      signingKeys: async () => {
        if (isThere) return simulatedKeys().publicKey
        throw new Error('The certificate cannot be had: 503.')
      },
    },
  )
  await relay.register('A-1', { amount: 5000, currency: 'EUR' })
  const callback = simulatedCallback(
    paypal,
    SECRET,
    {
      url: `${relay.url}/callbacks/paypal`,
      ...{ orderId: 'A-1', status: 'succeeded', amount: 5000, currency: 'EUR' },
    },
    Date.now(),
  )

  expect(told(await relay.callback('paypal', callback))).toEqual(unavailable)
  isThere = true
  expect((await relay.callback('paypal', callback)).status).toBe(204)
  expect(await relay.seen('A-1')).toMatchObject({ status: 'succeeded' })
})

it('a store that cannot say whose an address is, for what is told and for what is asked', async () => {
  const store = memoryStore()
  let isBroken = true
  const registeredOrder: typeof store.registeredOrder = (reference) =>
    isBroken ? Promise.reject(new Error('disk I/O error')) : store.registeredOrder(reference)
  const relay = await startRelay({}, { store: { ...store, registeredOrder } })
  await relay.register('A-1', { amount: 5000, currency: 'KES' })
  const [path, callback] = [darajaPath('A-1'), darajaSays('ws_1', 0)]

  expect(told(await relay.callback(path, callback))).toEqual(unavailable)
  expect(told(await relay.callback(`${path}/validation`, callback))).toEqual(unavailable)
  isBroken = false
  expect((await relay.callback(path, callback)).status).toBe(200)
  expect(await relay.seen('A-1')).toMatchObject({ status: 'succeeded' })
})
