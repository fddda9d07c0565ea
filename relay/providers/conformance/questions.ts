import { existsSync, readFileSync } from 'node:fs'
import * as v from 'valibot'
import { expect, it } from 'vitest'
import type { Asking, Known, Parts, Question } from '../asking.ts'
import { authorized, credentialsIn, tokenRequest, type Request } from '../authorize.ts'
import { probeOf, questionsFor, withOthers } from '../hear.ts'
import type { Provider } from '../provider.ts'
import { escaped } from '../reading/questions.ts'
import { KnownFile, knownOf, NOW, type AnswerFile } from './answers.ts'
import { tokenIn } from '../token.ts'

export interface QuestionPromises {
  provider: Provider
  /** Why a question is asked by POST, by its name. It changes nothing at the provider. */
  posts?: Record<string, string>
  /** An answer of the provider's that gives out a token. */
  token?: unknown
  /** The credentials with which others were seen to ask, and when: in `<provider>/asked.json`. */
  seen?: { credentials: string; now?: number; where?: 'live' | 'sandbox' }
}

/** Whatever is asked changes nothing, tells nobody a secret, and is about what it is meant to be. */
export function describeQuestions(
  { provider, posts = {}, token, seen }: QuestionPromises,
  asking: Asking,
  parts: Parts,
  answers: readonly { question: Question; file: AnswerFile }[],
): void {
  const making = { parts, where: 'live', now: NOW, token: 'token', random: () => 'AAAA' } as const
  const suits = (question: Question) => asking.suits?.(question, parts) ?? true
  const missed = asking.missed ? [asking.missed.question(NOW - 600_000, NOW)] : []
  const questions = [...answers.map(({ question }) => question).filter(suits), ...missed]

  it('asks without changing anything', () => {
    const byPost = questions.filter(({ method }) => method === 'POST').map(({ name }) => name)
    expect([...new Set(byPost)].sort()).toEqual(Object.keys(posts).sort())
  })

  it('keeps credentials out of questions and addresses', () => {
    const { open = [] } = asking.credentials
    const secrets = Object.entries(parts).filter(([name]) => !open.includes(name))
    const told = questions.flatMap((each) => [
      JSON.stringify(each),
      authorized(asking, each, making).url,
    ])
    const texts = [...told, tokenRequest(asking, making)?.url ?? ''].join()
    for (const [, secret] of secrets) {
      for (const text of [secret, encodeURIComponent(secret), btoa(secret)]) {
        expect(texts).not.toContain(text)
      }
    }
  })

  it('lets no id leave its place in an address', () => {
    for (const id of HOSTILE_IDS) {
      for (const place of PLACES) {
        const usual = withOthers(questionsFor(asking, place(USUAL))).map((each) =>
          shapeOf(each, USUAL),
        )
        for (const question of withOthers(questionsFor(asking, place(id))).filter(suits)) {
          const { url } = authorized(asking, question, making)
          expect(new URL(url).href).toBe(url)
          expect(usual).toContain(shapeOf(question, id))
        }
      }
    }
  })

  it('can be asked, with any credentials, about what is not there', () => {
    const { credentials } = asking
    const example = credentialsIn(credentials, credentials.example, 'secret')
    expect(example && credentials.isSandbox?.(example)).toBeFalsy()
    expect([parts, example].map((each) => each && probeOf(asking, each)?.name)).toEqual(
      [parts, example].map(() => expect.any(String)),
    )
    const paid = answers.flatMap(({ question: { asks } }) => asks ?? [])
    expect(asking.probes.filter((id) => paid.includes(id))).toEqual([])
  })

  it('asks nothing of an order of which nothing is known', () => {
    expect(questionsFor(asking, { asks: [], payments: [], references: [] })).toEqual([])
  })

  if (asking.auth.token) {
    it('reads a token, and renews it before it runs out', () => {
      const given = tokenIn(JSON.stringify(token), NOW)
      expect(given?.token).toBeTruthy()
      expect(given?.until).toBeGreaterThan(NOW + 60_000)
      for (const text of ['', '{}', 'null', '{"access_token":""}', '{"access_token":"a\\r\\nb"}']) {
        expect(tokenIn(text, NOW)).toBeUndefined()
      }
    })
  }

  const file = new URL(`../${provider.id}/asked.json`, import.meta.url)
  if (!existsSync(file)) return
  const requests = v.parse(v.array(SeenRequest), JSON.parse(readFileSync(file, 'utf8')))
  const own = credentialsIn(asking.credentials, seen?.credentials ?? '')
  if (!own) throw new Error('With which credentials were the requests seen?')

  it.each(requests)('asks as others were seen to: $method $url', ({ known, ...request }) => {
    const with_ = { ...making, ...seen, parts: own, token: 'tok_sample' }
    const asked = withOthers(questionsFor(asking, knownOf({ known })))
      .filter((each) => asking.suits?.(each, own) ?? true)
      .map((each) => authorized(asking, each, with_))
    const all = [...asked, ...[tokenRequest(asking, with_) ?? []].flat()].map(comparable)
    const { headers, ...line } = comparable(request)
    const same = all.filter((each) => each.url === line.url && each.method === line.method)
    expect(all.map(({ method, url }) => `${method} ${url}`)).toContain(`${line.method} ${line.url}`)
    expect(same[0]?.headers).toMatchObject(headers)
    if (line.body !== undefined) expect(same[0]?.body).toEqual(line.body)
  })
}

/** One of each kind that leaves its place where it is not escaped, or not escaped enough. */
const HOSTILE_IDS = [
  ...[
    '../secrets',
    '..',
    '.',
    '%2e%2e',
    'a/b',
    'a?b=c',
    'a#b',
    'a&b=c',
    'a;b',
    'a\\..\\b',
    '//a.example',
  ],
  ...[
    '{key}',
    '{token}',
    '{store}',
    "a'b",
    'a"b',
    'a b',
    'a\r\nb',
    'a\0b',
    'ü',
    '\ud800',
    '',
    'x'.repeat(999),
  ],
]

const USUAL = 'USUAL-1'

/** Where an id may stand in what is known. */
const PLACES: ((id: string) => Known)[] = [
  (id) => ({ asks: [id], payments: [], references: [] }),
  (id) => ({ asks: [], payments: [{ names: [id] }], references: [] }),
  (id) => ({ asks: [], payments: [], references: [id] }),
  (id) => ({ asks: [], payments: [], references: [], orderId: id }),
]

/** A question, but for the id that it is about. */
const shapeOf = ({ method, path, headers, asks }: Question, id: string): string =>
  JSON.stringify([method, path.replace(escaped(id), '*'), headers, asks === id])

const SeenRequest = v.strictObject({
  /** The software that was seen. */
  by: v.string(),
  known: v.optional(KnownFile, {}),
  method: v.picklist(['GET', 'POST']),
  url: v.string(),
  headers: v.record(v.string(), v.string()),
  body: v.optional(v.string()),
})

type Line = Omit<Request, 'body'> & { body?: string | undefined }

/** The same, however lists in the query are numbered, and names written. */
function comparable({ method, url, headers, body }: Line) {
  const { origin, pathname, searchParams } = new URL(url)
  const query = [...searchParams].map(([name, text]) => `${name.replace(/\[\d+\]/, '[]')}=${text}`)
  return {
    method,
    url: [origin, pathname, ...query.sort()].join(' '),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, text]) => [
        name.toLowerCase(),
        // Of `Bearer`, the case does not matter.
        text.replace(/^bearer/, 'Bearer'),
      ]),
    ),
    ...(body !== undefined && body !== '' && { body: bodyOf(body) }),
  }
}

const bodyOf = (text: string): unknown =>
  text.startsWith('{') ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text))
