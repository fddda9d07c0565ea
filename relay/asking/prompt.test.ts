/** A prompt that the shop has just told of, and whoever asks at once what came of it: no callback ever comes. */

import { describe, expect, it, onTestFinished } from 'vitest'
import { Bank } from '../bank/bank.ts'
import { serveBank } from '../bank/server.ts'
import { settingOf } from '../config/config.ts'
import { atRest, startRelay } from '../testing/relay.ts'

interface Prompt {
  provider: string
  payment: string
  currency: string
}

/** The shopper has a prompt of which the shop says under which name, so long ago, in ms. */
async function sent(
  { provider, payment, currency }: Prompt,
  { ago = 0, isCalledByAsks = false } = {},
) {
  const bank = new Bank()
  const { origin, close } = await serveBank(bank)
  onTestFinished(close)
  const now = Date.now()
  const about = { orderId: 'A-1', payment, amount: 5_000, currency, begunAt: now - ago }
  bank.open({ provider, ...about, timeline: [{ at: now - ago, state: 'requires_action' }] })
  const setting = settingOf(provider)
  const relay = await startRelay(
    {
      [`CALLBACK_SECRET_${setting}`]: 'a-secret-of-the-shop',
      [`ASK_${setting}`]: bank.credentials(provider),
      [`ASK_${setting}_HOST`]: `${origin}/${provider}`,
    },
    atRest(),
  )
  const ids = bank.asks(provider, about)
  await relay.register('A-1', { amount: 5_000, currency, asks: { [provider]: ids } })
  await relay.update('A-1', {
    ...{ status: 'requires_action', payment: isCalledByAsks ? ids[0] : payment, provider },
    occurredAt: new Date(now - ago).toISOString(),
  })
  return {
    becomes: (state: 'failed' | 'succeeded') =>
      bank.says(provider, 'A-1', { at: Date.now(), state }),
    asked: async () => (await relay.merchant('POST', '/orders/A-1/ask')).body,
  }
}

/** Each is asked about by an id that no other prompt has. */
const NAMED: Prompt[] = [
  { provider: 'daraja', payment: 'ws_CO_021020261810465181900000000', currency: 'KES' },
  { provider: 'airtel', payment: 'A-1-1', currency: 'UGX' },
]

describe.each(NAMED)('a prompt of $provider that was sent this moment', (prompt) => {
  it.each(['failed', 'succeeded'] as const)('has %s as soon as that is answered', async (state) => {
    const { asked, becomes } = await sent(prompt)
    becomes(state)
    expect(await asked()).toMatchObject({
      asked: [{ outcome: 'answered' }],
      order: { status: state, payments: [{ status: state }] },
    })
  })

  it('is waited for where it waits', async () => {
    const { asked } = await sent(prompt)
    expect(await asked()).toMatchObject({
      order: { status: 'requires_action', safeToRetry: false, payments: [{}] },
    })
  })
})

it.each(['failed', 'succeeded'] as const)(
  'a prompt of MTN MoMo that the shop calls by its X-Reference-Id has %s, and is one payment',
  async (state) => {
    const prompt = { provider: 'mtn-momo', payment: 'A-1-1', currency: 'UGX' }
    const { asked, becomes } = await sent(prompt, { ago: 60_000, isCalledByAsks: true })
    becomes(state)
    expect(await asked()).toMatchObject({
      asked: [{ outcome: 'answered' }],
      order: { status: state, payments: [{ status: state }] },
    })
  },
)
