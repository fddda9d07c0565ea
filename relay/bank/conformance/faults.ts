import { expect, it } from 'vitest'
import { hear, questionsFor } from '../../providers/hear.ts'
import type { Faults } from '../faults.ts'
import { CLOSED, outcomesOf, toldIn, type Subject } from './subject.ts'

/** Whatever goes wrong at a bank, nothing is taken for true that is not. */
export function describeFaults(subject: Subject): void {
  const { provider, tongue, asking, known } = subject

  const faults: Faults[] = [
    ...Object.keys(tongue.moods ?? {}).map((name) => ({ moods: { share: 1, names: [name] } })),
    ...[{ badGateway: 1 }, { silent: 1 }, { unreachable: 1 }, { tooMuch: { share: 1 } }],
    ...[{ clock: 180_000 }, { clock: -180_000 }, { absentFor: 60_000 }, { lag: 20_000 }],
  ]

  it.each(faults)('and brings no false fact: %j', (fault) => {
    for (const state of tongue.states) {
      const told = toldIn(subject.heard({ state }, { faults: fault }))
      const lies = told.filter((each) => CLOSED.has(each.state) && each.state !== state)
      expect([state, lies]).toEqual([state, []])
    }
  })

  it('and is not believed where it answers about another payment', () => {
    const named = subject
      .heard({}, { faults: { other: 1 } })
      .filter(({ question }) => question.asks !== undefined)
    expect(toldIn(named)).toEqual([])
  })

  it('and is asked again later where it was asked too often', () => {
    const throttled = subject.heard({}, { faults: { tooMuch: { share: 1, after: 7 } } })
    expect(outcomesOf(throttled)).toEqual([asking.auth.token ? 'no token' : 'later'])

    if (!tongue.tooMuch) return
    const { status, headers, body } = tongue.tooMuch
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const heard = questionsFor(asking, known).map((question) => {
      const answer = { question, status, headers: new Headers(headers), text }
      return hear(provider, asking, answer, known).outcome
    })
    expect(new Set(heard)).toEqual(new Set(['later']))
  })
}
