import { expect, it } from 'vitest'
import type { Update } from '../../order/update.ts'
import { understood } from '../../providers/conformance/attempt.ts'
import { hearMissed } from '../../providers/hear.ts'
import { ask, type Asker } from '../inquiry.ts'
import { NOW, type Subject } from './subject.ts'

const HOUR = 3_600_000

/** More than one page has. */
const MANY = 120

/** What did not arrive is found where the provider has a list of it. */
export function describeMissed(subject: Subject): void {
  const { provider, asking, truth } = subject
  const { missed } = asking
  if (!missed) return

  /** All pages, as the callback half reads what is in them. */
  function found(asker: Asker, from: number, to: number): Update[][] {
    const all: Update[][] = []
    let cursor: string | undefined
    do {
      const answer = ask(asker, missed!.question(from, to, cursor), NOW)
      if (typeof answer === 'string') throw new Error(answer)
      const page = hearMissed(asking, answer)
      if (page.outcome !== 'answered') throw new Error(page.outcome)
      const event = { headers: new Headers(), digest: () => 'digest' }
      all.push(...page.payloads.map((each) => understood(provider.updates(each, event))))
      cursor = page.cursor
    } while (cursor !== undefined)
    return all
  }

  /** One that is lost, of a payment of its own. */
  const lost = (unique: string) => ({
    ...{ at: truth.at, orderId: truth.orderId },
    payload: provider.simulate({
      ...{ ...truth, status: 'succeeded', payment: subject.named(unique), id: `evt${unique}` },
      timestamp: Math.floor(truth.at / 1000),
    }),
  })

  it('what is as good as the callback, and is one with it', () => {
    const asker = subject.asker(truth)
    const callback = lost('LOST1')
    asker.bank.loses(provider.id, callback)
    const [told = []] = found(asker, NOW - HOUR, NOW)
    const event = { headers: new Headers(), digest: () => 'digest' }
    const called = understood(provider.updates(callback.payload, event))
    expect(subject.shown([...told, ...called])).toEqual(subject.shown(called))
    expect(subject.shown(told)).toMatchObject({ payments: 1, amountReceived: truth.amount })
    const [{ orderId, orderHint } = {}] = told
    expect(orderId ?? orderHint).toBe(truth.orderId)
  })

  it('what was lost in that time only', () => {
    const asker = subject.asker(truth)
    asker.bank.loses(provider.id, lost('LOST1'))
    expect(found(asker, truth.at - HOUR, truth.at - 60_000)).toEqual([])
    expect(found(asker, truth.at + 60_000, truth.at + HOUR)).toEqual([])
  })

  it('all of it, page by page', () => {
    const asker = subject.asker(truth)
    for (let each = 0; each < MANY; each++) {
      // Of as many digits each: M-Pesa's receipts have the last ten.
      asker.bank.loses(provider.id, lost(`LOST${1000 + each}`))
    }
    const names = found(asker, NOW - HOUR, NOW).map(([update]) => update?.payment)
    expect(names).toHaveLength(MANY)
    expect(new Set(names).size).toBe(MANY)
  })
}
