import { ApiError, Paddle, type Environment } from '@paddle/paddle-node-sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MainState } from '../order/update.ts'
import { authorized } from '../providers/authorize.ts'
import { questionsFor } from '../providers/hear.ts'
import { askingPaddle } from '../providers/paddle/asking.ts'
import { Bank, type Question } from './bank.ts'
import { serveBank, type BankServer } from './server.ts'
import { paddleTongue } from './tongues/paddle.ts'

const KEY = paddleTongue.credentials
const AT = 1_795_249_860_000

const questions: Question[] = []
const bank = new Bank({ onQuestion: (question) => questions.push(question) })
let server: BankServer

beforeAll(async () => {
  server = await serveBank(bank)
})
afterAll(() => server.close())

/** Paddle's own library, which takes an address for an environment. */
const library = (key = KEY) =>
  new Paddle(key, { environment: `${server.origin}/paddle` as Environment })

function open(orderId: string, state: MainState, refunded?: number): string {
  const payment = paddleTongue.payment!(orderId)
  const timeline = [{ at: AT, state, ...(refunded !== undefined && { refunded }) }]
  bank.open({
    ...{ provider: 'paddle', orderId, payment, amount: 5000, currency: 'USD' },
    ...{ begunAt: AT - 60_000, timeline },
  })
  return payment
}

const get = (id: string, key?: string) =>
  library(key).transactions.get(id, { include: ['adjustment', 'adjustments_totals'] })

describe('Paddle’s own library, at the bank', () => {
  it.each([
    ['pending', 'ready', undefined],
    ['requires_action', 'ready', 'action_required'],
    ['processing', 'paid', 'captured'],
    ['authorized', 'ready', 'authorized'],
    ['succeeded', 'completed', 'captured'],
    ['failed', 'ready', 'error'],
    ['canceled', 'canceled', undefined],
  ] as const)('reads %s as %s', async (state, status, attempt) => {
    const transaction = await get(open(`ORD-${state}`, state))
    expect(transaction).toMatchObject({ status, currencyCode: 'USD' })
    expect(transaction.payments[0]?.status).toBe(attempt)
    expect(transaction.details?.totals?.grandTotal).toBe('5000')
  })

  it('reads what went back', async () => {
    const { adjustments } = await get(open('ORD-REFUNDED', 'succeeded', 1500))
    expect(adjustments).toMatchObject([{ action: 'refund', status: 'approved' }])
    expect(adjustments?.[0]?.totals?.total).toBe('1500')
  })

  it('asks as we do', async () => {
    const payment = open('ORD-SAME', 'succeeded')
    await get(payment)
    const known = { asks: [payment], payments: [], references: [] }
    const ours = questionsFor(askingPaddle, known)[0]!
    const theirs = questions.at(-1)!
    const comparable = (path: string) => {
      const { pathname, searchParams } = new URL(path, 'http://bank')
      return [pathname, [...searchParams]]
    }
    expect([theirs.method, ...comparable(theirs.path)]).toEqual(['GET', ...comparable(ours.path)])
    const { headers } = authorized(askingPaddle, ours, {
      ...{ parts: { key: KEY }, where: 'sandbox', now: AT },
    })
    expect(headers['Authorization']).toBe(`Bearer ${KEY}`)
  })

  it.each([
    ['not_found', 'txn_00000000000000000000000000', KEY],
    ['forbidden', 'txn_00000000000000000000000000', `${KEY}x`],
    ['authentication_malformed', 'txn_00000000000000000000000000', 'other'],
  ])('is told that it is %s', async (code, id, key) => {
    const refused = await get(id, key).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(ApiError)
    expect(refused).toMatchObject({ code })
  })
})
