/** What every adapter promises that can be asked, told once. */

import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { factsOf, join, type PaymentFacts } from '../../order/facts.ts'
import { standing } from '../../order/order.ts'
import type { Update } from '../../order/update.ts'
import { answered } from '../../reconciliation/answer.ts'
import type { Asking, Known, Told } from '../asking.ts'
import { credentialsIn } from '../authorize.ts'
import { hear, hearMissed, questionsFor, withOthers, type Reading } from '../hear.ts'
import type { Provider } from '../provider.ts'
import { understood } from './attempt.ts'
import {
  answerOf,
  answersOf,
  knownOf,
  NOW,
  questionOf,
  textOf,
  type AnswerFile,
} from './answers.ts'
import { mutants, WellTold } from './hostile.ts'
import { describeQuestions, type QuestionPromises } from './questions.ts'

export interface AskingPromises extends QuestionPromises {
  provider: Provider
  /** As the operator enters it: invented. */
  credentials: string
  /** Where the question is signed with it. */
  callbackSecret?: string
  /** One payment, told by an answer and by a callback. */
  both: { answer: string; callback: unknown; headers?: Record<string, string> }[]
  /** Answers that tell of a state of tomorrow. */
  unknown: { answer: string; body: unknown }[]
  /** What must be asked next, after the answer to a question of this name. */
  leads?: { by: Partial<Known>; name: string; body: unknown; to: string[] }[]
  /** What an event log answers, and where the next page begins. */
  missed?: { body: unknown; says: ReturnType<Provider['updates']>; cursor?: string }[]
}

/** Sees to it that the asking half of an adapter keeps what all of them promise. */
export function describeAsking(promises: AskingPromises): void {
  const { provider } = promises
  const asking = askingOf(provider)
  const parts = credentialsIn(asking.credentials, promises.credentials, promises.callbackSecret)
  if (!parts) throw new Error(`The credentials are not of the form ${asking.credentials.form}.`)

  const files = answersOf(provider.id)
  const answers = [...files].map(([name, file]) => {
    return { name, file, question: questionOf(provider, asking, files, file) }
  })
  const good = answers.filter(({ file }) => file.outcome === 'answered')
  const named = (name: string) => {
    const found = answers.find((each) => each.name === name)
    if (!found) throw new Error(`There is no answer ${name}.`)
    return found
  }
  const heard = ({ file, question }: { file: AnswerFile; question: Question }, text?: string) =>
    hear(provider, asking, answerOf(file, question, text), knownOf(file))

  describe(`${provider.name}, asked`, () => {
    describe('hears what the answer says', () => {
      it.each(answers)('$name', (answer) => {
        const { file } = answer
        const reading = heard(answer)
        expect(reading.outcome).toBe(file.outcome)
        if (file.why !== undefined) expect(reading).toHaveProperty('why', file.why)
        if (file.after !== undefined) expect(reading).toHaveProperty('after', file.after)

        const told = toldIn(reading)
        expect(inOrder(told.map(gistOf))).toEqual(inOrder(file.says.map(gistOf)))
        for (const { references = [], payment, part } of file.says) {
          const own = told.find((each) => each.part === part && each.payment === payment)
          expect(own?.references ?? []).toEqual(expect.arrayContaining(references))
        }
      })
    })

    it('tells what it says that it tells, and nothing else', () => {
      const told = good.flatMap((answer) => [...toldIn(heard(answer))])
      const paid = told.filter(({ part, state }) => part === 'main' && state === 'succeeded')
      const tells = {
        amount: paid.every(({ amount }) => amount !== undefined),
        receipt: paid.every(({ receipt }) => receipt !== undefined),
        refunds: told.some(({ part }) => part.startsWith('refund')),
        disputes: told.some(({ part }) => part.startsWith('dispute:')),
      }
      const names = Object.entries(tells).flatMap(([name, does]) => (does ? [name] : []))
      expect(paid).not.toEqual([])
      expect(asking.tells).toEqual(names)
    })

    it.each(promises.unknown)(
      'takes no state of tomorrow for an end: $answer',
      ({ answer, body }) => {
        const told = toldIn(heard(named(answer), JSON.stringify(body)))
        expect(told.map(({ state }) => state)).toContain('processing')
        expect(told.filter(({ state }) => CLOSED.has(state))).toEqual([])
      },
    )

    describe('makes no fact of what is no answer', () => {
      it.each(good)('$name', (answer) => {
        const text = textOf(answer.file)
        const hostile = [
          ...['', 'null', '{}', '[]', '[[]]', '"paid"', '1', '<html><body>OK</body></html>'],
          ...[text.slice(0, text.length / 2), text.slice(1), text.slice(0, -1), `${text}}`],
          `${' '.repeat(1024 * 1024)}${text}`,
          '['.repeat(50_000),
        ]
        for (const each of hostile) {
          expect([each.slice(0, 99), toldIn(heard(answer, each))]).toEqual([each.slice(0, 99), []])
        }
        for (const status of [301, 302, 304, 307, 400, 401, 403, 404, 429, 500, 503]) {
          const other = { ...answer, file: { ...answer.file, status } }
          expect([status, toldIn(heard(other))]).toEqual([status, []])
        }
      })

      it('or says what is well-formed, whatever a field is replaced by', () => {
        for (const answer of largest(good)) {
          for (const [path, mutant] of mutants(answer.file.body)) {
            const told = toldIn(heard(answer, JSON.stringify(mutant) ?? ''))
            const { issues } = v.safeParse(WellTold, told)
            expect(issues && { path, issues: v.flatten(issues), told }).toBeUndefined()
          }
        }
      })

      it('and of what is about other money', () => {
        for (const { file, question } of good) {
          if (question.asks === undefined) continue
          expect(toldIn(heard({ file, question: { ...question, asks: 'another' } }))).toEqual([])
        }
      })
    })

    describe('is one payment with its callback, whichever comes first', () => {
      it.each(promises.both)('$answer', ({ answer, callback, headers }) => {
        const told = toldIn(heard(named(answer)))
        const { clock } = asking
        const when = { askedAt: NOW, answeredAt: NOW, clock }
        const asked = answered(told, { provider: provider.id, orderId: 'A', ...when }).intake
          .updates
        const event = { headers: new Headers(headers), digest: () => 'digest' }
        const called = understood(provider.updates(callback, event))
        const asks = called.find(({ part }) => part === 'main')
        const alone = moneyIn(called, asks)
        expect(asked).not.toEqual([])
        expect(alone.payments).toBe(1)
        expect(moneyIn([...asked, ...called], asks)).toEqual(alone)
        expect(moneyIn([...called, ...asked], asks)).toEqual(alone)
      })
    })

    it.each(promises.leads ?? [])('asks on, where an answer is not all: $name', (lead) => {
      const known = { asks: [], payments: [], references: [], ...lead.by }
      const asked = withOthers(questionsFor(asking, known))
      const question = asked.find(({ name }) => name === lead.name)
      expect(question).toBeDefined()
      const text = JSON.stringify(lead.body)
      const answer = { question: question!, status: 200, headers: new Headers(), text }
      const reading = hear(provider, asking, answer, known)
      const next = reading.outcome === 'answered' ? reading.then : []
      expect(next.map(({ method, path }) => `${method} ${path}`)).toEqual(lead.to)
    })

    it.each(promises.missed ?? [])('finds what it missed as if it had come: %#', (log) => {
      const question = asking.missed!.question(NOW - 600_000, NOW)
      const page = (text: string) =>
        hearMissed(asking, { question, status: 200, headers: new Headers(), text })
      const { outcome, ...found } = page(JSON.stringify(log.body))
      const event = { headers: new Headers(), digest: () => '' }
      const payloads = 'payloads' in found ? found.payloads : []
      expect(outcome).toBe('answered')
      expect(payloads.flatMap((each) => understood(provider.updates(each, event)))).toEqual(
        log.says,
      )
      expect('cursor' in found ? found.cursor : undefined).toBe(log.cursor)
      for (const text of ['', '{}', '[]', 'null', '<html>', '{"data":[null]}', '['.repeat(9999)]) {
        expect(page(text).outcome).toBe('unread')
      }
    })

    it('has a page for what it missed', () => {
      expect(asking.missed === undefined).toBe((promises.missed ?? []).length === 0)
    })

    describeQuestions(promises, asking, parts, answers)
  })
}

type Question = Parameters<typeof answerOf>[1]

function askingOf({ name, asking }: Provider): Asking {
  if (!asking || 'cannot' in asking) throw new Error(`${name} cannot be asked.`)
  return asking
}

/** Of the answers to each question, those that say most: the others have no other fields. */
function largest<T extends { file: AnswerFile; question: Question }>(answers: readonly T[]): T[] {
  const bySize = answers.toSorted((a, b) => textOf(b.file).length - textOf(a.file).length)
  return [...Map.groupBy(bySize, ({ question }) => question.name).values()].flatMap((same) =>
    same.slice(0, 2),
  )
}

const CLOSED: ReadonlySet<string> = new Set([
  ...['succeeded', 'failed', 'canceled', 'expired'],
  ...['done', 'won', 'lost'],
])

const toldIn = (reading: Reading): readonly Told[] =>
  reading.outcome === 'answered' ? reading.told : []

type Gist = Omit<AnswerFile['says'][number], 'references'>

/** What of an answer its file tells. */
function gistOf(told: Told | AnswerFile['says'][number]): Gist {
  const { part, state, payment, containers, amount, currency, time, receipt } = told
  const { reason, doubt, deadline, confirmations, test } = told
  const code = typeof reason === 'object' ? reason.code : reason
  return JSON.parse(
    JSON.stringify({
      ...{ part, state, payment, containers, amount, currency, time, receipt },
      ...{ reason: code, doubt, deadline, confirmations, test },
    }),
  ) as Gist
}

const inOrder = (all: readonly Gist[]): Gist[] =>
  all.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))

/** What the shopper sees of an order that asks for as much as this payment is, and of which these are told. */
export function moneyIn(
  updates: readonly Update[],
  { amount, currency }: Partial<Pick<Update, 'amount' | 'currency'>> = {},
) {
  const facts = new Map<string, PaymentFacts>()
  for (const update of updates) {
    const heard = { ...update, by: 'provider' as const, receivedAt: NOW }
    facts.set(update.payment, join(facts.get(update.payment), factsOf(heard)))
  }
  const registration = {
    ...{ amount: amount ?? 5000, currency: currency ?? 'KES', customers: [], references: [] },
  }
  const { shown, payments } = standing({ registration, payments: Object.fromEntries(facts) }, NOW)
  const { status, amountReceived, amountRefunded, overpaid, receipt } = shown
  return { payments: payments.length, status, amountReceived, amountRefunded, overpaid, receipt }
}
