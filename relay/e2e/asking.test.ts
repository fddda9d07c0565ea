/** What is to be asked is on disk: a relay that died before the answer came asks again. */

import { expect, it, onTestFinished } from 'vitest'
import { Bank, type Question } from '../bank/bank.ts'
import { serveBank } from '../bank/server.ts'
import { providerOf, secretFor } from '../testing/asked-shop.ts'
import { Client } from '../testing/client.ts'
import { ENVIRONMENT } from '../testing/relay.ts'
import { simulatedCallback } from '../providers/simulated-callback.ts'
import { folder, serve } from './process.ts'

const PHONEPE = providerOf('phonepe')
const SECRET = secretFor(PHONEPE)
const PAID = { orderId: 'A', payment: 'A', amount: 5_000, currency: 'INR' }

/** PhonePe, which has been paid, and a relay's settings to ask it. `hears` of each question. */
async function phonepe(hears: (question: Question) => void) {
  const bank = new Bank({ onQuestion: hears })
  const now = Date.now()
  bank.open({
    ...{ provider: 'phonepe', ...PAID, begunAt: now },
    timeline: [{ at: now, state: 'succeeded' }],
  })
  const { origin, close } = await serveBank(bank)
  onTestFinished(close)
  const env = {
    ...ENVIRONMENT,
    ...{ PORT: '0', STORE: 'sqlite:orders.db', LOG_LEVEL: 'fatal' },
    CALLBACK_SECRET_PHONEPE: SECRET,
    ASK_PHONEPE: bank.credentials('phonepe'),
    ASK_PHONEPE_HOST: `${origin}/phonepe`,
  }
  return { bank, env }
}

/** The order is paid, says somebody who knows the password. */
async function called(shop: Client): Promise<void> {
  const url = 'http://localhost/callbacks/phonepe'
  const paid = simulatedCallback(PHONEPE, SECRET, { url, ...PAID, status: 'succeeded' }, Date.now())
  expect((await shop.callback('phonepe', paid)).status).toBeLessThan(300)
}

const statusOf = async (shop: Client): Promise<unknown> => (await shop.seen('A')).status

it('a relay that is killed between question and answer asks again, and the order is right', async () => {
  let isHeld = true
  let heard = (_: Question) => {}
  const held = new Promise<Question>((resolve) => (heard = resolve))
  const { bank, env } = await phonepe((question) => {
    // It takes the next question, and answers nothing.
    if (question.name === undefined && isHeld) bank.fails({ silent: 1 }, 'phonepe')
    else if (question.status === 'silent') heard(question)
  })
  const cwd = folder()
  const first = await serve([], cwd, env)
  const shop = new Client(first.url)
  await shop.register('A', { amount: '50.00', currency: 'INR' })
  await called(shop)
  expect(await held).toMatchObject({ name: 'A' })
  expect(await statusOf(shop)).toBe('processing')
  await first.stop('SIGKILL')

  isHeld = false
  bank.fails({}, 'phonepe')
  const second = await serve([], cwd, env)
  await expect.poll(() => statusOf(new Client(second.url))).toBe('succeeded')
  expect(bank.questions.filter(({ name }) => name === 'A')).toHaveLength(2)
})

it('a relay that is stopped before it could ask, asks when it is back', async () => {
  const { bank, env } = await phonepe(() => {})
  const cwd = folder()
  const first = await serve([], cwd, env)
  const shop = new Client(first.url)
  await shop.register('A', { amount: '50.00', currency: 'INR' })
  bank.fails({ unreachable: 1 }, 'phonepe')
  await called(shop)
  await first.stop('SIGTERM')

  bank.fails({}, 'phonepe')
  const second = await serve([], cwd, env)
  await expect.poll(() => statusOf(new Client(second.url))).toBe('succeeded')
})
