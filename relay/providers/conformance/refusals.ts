import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { howOften } from '../../testing/how-often.ts'
import type { HeaderReader, Provider } from '../provider.ts'
import { verify } from '../verify.ts'
import { hostileBody } from './hostile-bodies.ts'
import { hostileHeaders } from './hostile-headers.ts'
import type { Sent } from './promises.ts'
import { delivery, NOW } from './sending.ts'
import { workOf } from './work.ts'

/** So many times what refusing a plain request costs, refusing any of its size costs at most. */
export const AT_MOST = 5

/** In bytes: a small request costs about as much as it takes to receive this, whatever is in it. */
const SMALL = 64 * 1024

interface Refused {
  provider: Provider
  secrets: readonly string[]
  /** With which a good request is refused. */
  otherSecrets: readonly string[]
  /** As the provider sends, by each of its schemes. */
  good: readonly [Sent, ...Sent[]]
}

/** Who cannot sign costs little, whatever they send. */
export function describeRefusals({ provider, secrets, otherSecrets, good }: Refused): void {
  const names = namesAskedFor(provider, good)

  /** What is said of a request that costs too much. What is believed is not refused, and costs what it likes. */
  function excessOf(sent: Sent): string | undefined {
    const plain = plainAs(sent, good[0])
    let times = NaN
    // What the engine does for itself is now and then counted along: what seems too much is counted again.
    for (let attempt = 0; attempt < 3 && !(times <= AT_MOST); attempt++) {
      const cost = refusalOf(provider, sent, secrets) ?? 0
      times = cost / (refusalOf(provider, plain, otherSecrets) ?? NaN)
    }
    const beginning = JSON.stringify(sent).slice(0, 300)
    return times <= AT_MOST ? undefined : `${times.toFixed(1)} times a plain one: ${beginning}…`
  }

  describe('refused', () => {
    it('costs little, whatever its headers say', () => {
      for (const { headers, body } of good) {
        for (const hostile of hostileHeaders(headers, names)) {
          expect(excessOf({ headers: hostile, body })).toBeUndefined()
        }
      }
    })

    it('costs little, whatever its body says', { tags: 'long' }, () => {
      const sent = fc
        .constantFrom(...good)
        .chain(({ headers, body }) =>
          hostileBody(body).map((hostile) => ({ headers, body: hostile })),
        )
      const numRuns = howOften({ usually: 80, long: 1000 })
      fc.assert(
        fc.property(sent, (each) => {
          expect(excessOf(each)).toBeUndefined()
        }),
        { numRuns },
      )
    })
  })
}

/** Received, and refused. Undefined: not refused. */
function refusalOf(provider: Provider, sent: Sent, secrets: readonly string[]): number | undefined {
  const delivered = delivery(sent.headers, sent.body)
  if (verify(provider, delivered, secrets, NOW) === 'valid') return undefined
  return sizeOf(sent) + workOf(() => void verify(provider, delivered, secrets, NOW))
}

const sizeOf = ({ headers, body }: Sent): number => headersOf(headers) + Buffer.byteLength(body)

const headersOf = (headers: Sent['headers']): number =>
  Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + value.length, 0)

/** A request of the size of `sent` that is what it seems: an empty object with much space in it, and a header to ignore. */
function plainAs(sent: Sent, { headers }: Sent): Sent {
  const size = Math.max(Buffer.byteLength(sent.body), SMALL)
  const padding = 'a'.repeat(Math.max(headersOf(sent.headers) - headersOf(headers), 0))
  return { headers: { ...headers, padding }, body: `{${' '.repeat(size - 2)}}` }
}

/** Of the headers that are looked at when these are judged. */
function namesAskedFor(provider: Provider, sent: readonly Sent[]): string[] {
  const names = new Set<string>()
  for (const { headers, body } of sent) {
    const known = new Headers(headers)
    const reader: HeaderReader = {
      get(name) {
        names.add(name)
        return known.get(name)
      },
      [Symbol.iterator]: () => known[Symbol.iterator](),
    }
    verify(provider, { ...delivery({}, body), headers: reader }, [''], NOW)
  }
  return [...names]
}
