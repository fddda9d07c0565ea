import { isDeepStrictEqual } from 'node:util'
import { expect, it } from 'vitest'
import { factsOf, join, type PaymentFacts } from '../../order/facts.ts'
import { revise } from '../../order/record.ts'
import type { Update } from '../../order/update.ts'
import { bodyOf, payloadOf } from '../payload.ts'
import type { Provider } from '../provider.ts'
import { attempt } from './attempt.ts'
import type { Promises } from './promises.ts'
import { NOW } from './sending.ts'

/** A member that no signature covers decides nothing, but for what the adapter lists. */
export function describeUnsigned(promises: Promises, covers: (body: string) => unknown): void {
  const { provider, recordings } = promises
  const bodies = recordings.map(({ body }) => textOf(provider, body)).filter((body) => body !== '')
  const event = { headers: new Headers(promises.headers), digest: () => 'digest' }
  const told = (body: string): Update[] =>
    attempt(() => provider.updates(payloadOf(provider, body), event))
  const signed = (body: string) => attempt(() => [covers(body)])

  it('believes the signature, and no member that it does not cover', () => {
    const members = bodies.flatMap((body) => membersOf(payloadOf(provider, body)))
    const known = [...new Map(members.map((each) => [JSON.stringify(each), each])).values()]
    let tried = 0
    // Where all of it is covered, there is nothing to forge.
    const partly = bodies.filter((body) => signed(body)[0] !== body)
    for (const body of partly) {
      const payload = payloadOf(provider, body)
      for (const [names, mutant] of forgeries(payload, known)) {
        const forged = bodyOf(provider, mutant).body
        const isListed = names.some((name) => provider.unsigned?.[name] !== undefined)
        if (isListed || !isDeepStrictEqual(signed(forged), signed(body))) continue
        tried++
        const said = told(forged)
        // What is refused is as if nobody had sent it.
        if (said.length > 0) expect([names, shownOf(said)]).toEqual([names, shownOf(told(body))])
        for (const both of [told(body).concat(said), said.concat(told(body))]) {
          expect([names, shownOf(both)]).toEqual([names, shownOf(told(body))])
        }
      }
    }
    if (provider.trust === 'signed-fields' && partly.length > 0) expect(tried).toBeGreaterThan(100)
  })
}

const textOf = (provider: Provider, body: unknown): string =>
  typeof body === 'string' ? body : bodyOf(provider, body).body

/** What the shopper sees of an order of which these are told, and by which names it is found. */
function shownOf(updates: readonly Update[]): unknown {
  const payments = new Map<string, PaymentFacts>()
  for (const update of updates) {
    const heard = { ...update, by: 'provider' as const, receivedAt: NOW * 1000 }
    payments.set(update.payment, join(payments.get(update.payment), factsOf(heard)))
  }
  const currency = updates.find((update) => update.currency)?.currency ?? 'EUR'
  const facts = { payments: Object.fromEntries(payments), registration: { ...ASKED, currency } }
  const { shown } = revise('A-1', undefined, facts, NOW * 1000)
  const names = updates.flatMap(({ orderId, orderAliases = [], orderHint, references = [] }) => [
    ...[orderId, ...orderAliases].map((name) => `order:${name}`),
    ...[orderHint, ...references],
  ])
  return { shown, names: [...new Set(names)].sort() }
}

const ASKED = { amount: 5000, customers: [], references: [] }

/** All names in it, however deep, and their values, where those are no objects. */
function membersOf(value: unknown): [name: string, value: unknown][] {
  if (typeof value !== 'object' || value === null) return []
  const own = Array.isArray(value) ? [] : Object.entries(value)
  return [
    ...own.filter(([, inner]) => typeof inner !== 'object'),
    ...Object.values(value).flatMap(membersOf),
  ]
}

/** `value` with a member changed, added, removed or called otherwise; and which it was. */
function* forgeries(
  value: unknown,
  known: readonly [name: string, value: unknown][],
): Generator<[names: string[], mutant: unknown]> {
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) {
    const put = (changed: unknown): unknown =>
      Array.isArray(value) ? value.with(Number(name), changed) : { ...value, [name]: changed }
    for (const [names, mutant] of forgeries(inner, known)) yield [[name, ...names], put(mutant)]
    if (Array.isArray(value)) continue

    const { [name]: _, ...rest } = Object.fromEntries(Object.entries(value))
    const others = known.filter((each) => each[0] === name).map((each) => each[1])
    for (const other of [...others, ...FORGED]) yield [[name], put(other)]
    yield [[name], rest]
    yield [[name], { ...rest, [`${name}_`]: inner }]
    for (const [other] of known) {
      if (!Object.hasOwn(value, other)) yield [[name, other], { ...rest, [other]: inner }]
    }
  }
  if (Array.isArray(value)) return
  for (const [name, other] of known) {
    if (!Object.hasOwn(value, name)) yield [[name], { ...value, [name]: other }]
  }
}

const FORGED = ['other', '', null, true, false, 7, '2030-01-01T00:00:00Z', '0.01', 'B-2']
