import { expect, it } from 'vitest'
import { memoryStore } from '../store/memory.ts'
import { startRelay } from '../testing/relay.ts'

const ASKED = {
  ASK_DARAJA: 'aConsumerKey:aConsumerSecret:600000:aPasskey',
  // Nobody is there.
  ASK_DARAJA_HOST: 'http://127.0.0.1:9',
}

it('what stood open when nobody asked yet is asked about once somebody does', async () => {
  const store = memoryStore()
  const before = await startRelay({}, { store })
  for (const id of ['A-1', 'A-2']) {
    await before.register(id, { amount: 10_000, currency: 'KES' })
    const prompt = { payment: `ws_CO_${id}`, provider: 'daraja' }
    await before.update(id, { status: 'requires_action', ...prompt })
  }
  await before.update('A-2', { status: 'succeeded', payment: 'ws_CO_A-2', provider: 'daraja' })
  await before.relay.close()
  const asked = (id: string) => store.asks((rows) => rows.asksOf(id).map((ask) => ask.provider))
  expect(await asked('A-1')).toEqual([])

  await startRelay(ASKED, { store })
  await expect.poll(() => asked('A-1')).toEqual(['daraja'])
  expect(await asked('A-2')).toEqual([])
})
