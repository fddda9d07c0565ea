import { expect, it } from 'vitest'
import type { Parts } from '../../providers/asking.ts'
import { authorized, tokenRequest, type Request } from '../../providers/authorize.ts'
import { questionsFor } from '../../providers/hear.ts'
import { inquire } from '../inquiry.ts'
import { NOW, outcomesOf, toldIn, type Subject } from './subject.ts'

/** Headers that vouch for nothing. */
const PLAIN: ReadonlySet<string> = new Set(['accept', 'content-type'])

const REFUSED = ['refused', 'no token']

/** Who cannot vouch for a question is told nothing, in a way that the adapter hears as a refusal. */
export function describeRefusals(subject: Subject): void {
  const { asking, parts, known, truth } = subject

  const others = Object.entries(parts).flatMap(([name, part]) =>
    [altered(part), ''].flatMap((other) => {
      const given = { ...parts, [name]: other }
      return shows(subject, given) ? [{ name, other, given }] : []
    }),
  )

  it.each(others)('whoever says "$other" for $name', ({ name, given }) => {
    const all = subject.heard({}, { parts: given })
    expect(toldIn(all)).toEqual([])
    // What is no secret may stand in the path: another asks for something that is not there.
    const isOpen = asking.credentials.open?.includes(name)
    const nothing = [...REFUSED, ...(isOpen ? ['absent'] : [])]
    expect(nothing).toEqual(expect.arrayContaining(outcomesOf(all)))
  })

  it('whoever shows nothing', () => {
    let shown = 0
    const change = (request: Request): Request => {
      const all = Object.entries(request.headers)
      const plain = all.filter(([name]) => PLAIN.has(name.toLowerCase()))
      shown += all.length - plain.length
      return { ...request, headers: Object.fromEntries(plain) }
    }
    const bare = subject.heard({}, { change })
    // Of some, the body shows it.
    if (shown === 0) return
    expect(toldIn(bare)).toEqual([])
    expect(REFUSED).toEqual(expect.arrayContaining(outcomesOf(bare)))
  })

  if (!asking.auth.token) return

  it('whoever has a token that has died', () => {
    const asker = subject.asker(truth)
    asker.bank.fails({ tokenLife: 1_000 })
    let first: string | undefined
    const keepsFirst = (request: Request): Request => {
      const { Authorization: shown } = request.headers
      if (!shown || shown.startsWith('Basic')) return request
      first ??= shown
      return { ...request, headers: { ...request.headers, Authorization: first } }
    }
    const ask = (now: number) => outcomesOf(inquire(asker, known, now, keepsFirst))
    expect(ask(NOW)).toContain('answered')
    expect(ask(NOW + 2_000)).toEqual(['refused'])
  })
}

/** Whether it can be seen in what is asked that these credentials are others. */
function shows({ asking, known, parts }: Subject, others: Parts): boolean {
  const [question] = questionsFor(asking, known)
  const request = (given: Parts) => {
    const making = { parts: given, where: { base: 'http://bank' }, now: NOW, token: 'token' }
    return JSON.stringify([
      question && authorized(asking, question, { ...making, random: () => 'AAAA' }),
      tokenRequest(asking, making),
    ])
  }
  try {
    return request(parts) !== request(others)
  } catch {
    // Of another key, there may be no signature.
    return false
  }
}

/** One letter or digit in the middle is another. */
function altered(text: string): string {
  const middle = Math.floor(text.length / 2)
  return (
    text.slice(0, middle) +
    text.slice(middle).replace(/[a-z\d]/i, (letter) => OTHERS[ALL.indexOf(letter)] ?? letter)
  )
}

const ALL = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const OTHERS = 'bcdefghijklmnopqrstuvwxyzaBCDEFGHIJKLMNOPQRSTUVWXYZA1234567890'
