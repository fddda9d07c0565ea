import type { ServerResponse } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { credentialsIn } from '../providers/authorize.ts'
import { answersOf, textOf, type AnswerFile } from '../providers/conformance/answers.ts'
import { probeOf, withOthers } from '../providers/hear.ts'
import { PROVIDERS } from '../providers/index.ts'
import { standIn, type Seen } from '../testing/stand-in.ts'
import { proofsOf, type Proof } from './proof.ts'
import { transport } from './transport.ts'

const PAGE = '<!doctype html><title>Not found</title>'

const askable = [...PROVIDERS.values()].flatMap((provider) => {
  const { id, asking } = provider
  if (!asking || 'cannot' in asking) return []
  const parts = credentialsIn(asking.credentials, asking.credentials.example, 'whsec_c2VjcmV0')
  if (!parts) throw new Error(`${id}’s example does not fit.`)
  return [{ id, provider, asking, parts, answers: answersOf(id) }]
})

type Case = (typeof askable)[number]

function caseOf(id: string): Case {
  const found = askable.find((each) => each.id === id)
  if (!found) throw new Error(`${id} cannot be asked.`)
  return found
}

type Reply = Pick<AnswerFile, 'status' | 'headers' | 'body' | 'text'>

/** What came of asking, and what was asked, where the provider answers so; tokens are given out. */
async function proved(
  { provider, asking, parts }: Case,
  { status, headers, body, text }: Reply,
): Promise<{ proof: Proof | undefined; seen: readonly Seen[] }> {
  const { base, seen } = await standIn(({ path }, response: ServerResponse) => {
    if (path === asking.auth.token?.path) return { access_token: 'aToken', expires_in: 3600 }
    response.writeHead(status, headers)
    return text ?? (body === undefined ? '' : JSON.stringify(body))
  })
  const out = transport()
  onTestFinished(() => out.close())
  const [proof] = await proofsOf(provider, asking, { credentials: [parts], where: { base } }, out)
  return { proof, seen }
}

/** What most call not_found. Daraja says of no prompt that it is not there. */
const NONE: Readonly<Record<string, string>> = {
  daraja: 'stk_unknown_500',
  paytm: 'unknown_order',
  'standard-webhooks': 'nothing_yet',
}

function absentOf({ id, answers }: Case): AnswerFile {
  const found = answers.get(NONE[id] ?? 'not_found')
  if (!found) throw new Error(`${id} has no answer of what is not there.`)
  return found
}

const refusals = askable.flatMap((each) =>
  [...each.answers].flatMap(([name, file]) =>
    file.outcome === 'refused' ? [{ ...each, name, file }] : [],
  ),
)

describe('credentials are good', () => {
  it.each(askable)('at $id, where it looks for a payment that there is not', async (each) => {
    const { proof, seen } = await proved(each, absentOf(each))
    expect(proof).toEqual({ outcome: 'good' })

    const question = probeOf(each.asking, each.parts)
    const asked = seen.filter(({ path }) => path !== each.asking.auth.token?.path)
    expect(asked).toHaveLength(question ? withOthers([question]).length : 0)
  })

  it('where it has an answer, be it an empty one', async () => {
    const none = { status: 200, headers: {}, body: { data: [] } }
    expect((await proved(caseOf('standard-webhooks'), none)).proof).toEqual({ outcome: 'good' })
  })
})

describe('credentials are refused', () => {
  it.each(refusals)('by $id: $name', async ({ file, ...each }) => {
    const { proof } = await proved(each, file)
    expect(proof).toMatchObject({ outcome: 'refused', why: file.why ?? 'credentials' })
  })

  it.each(askable)('by $id, where it knows no such key', async (each) => {
    const { proof } = await proved(each, { status: 401, headers: {}, body: {} })
    expect(proof).toMatchObject({ outcome: 'refused', why: 'credentials' })
  })

  it('each for itself, where there are several', async () => {
    const { provider, asking, answers } = caseOf('stripe')
    const gone = absentOf(caseOf('stripe'))
    const expired = answers.get('key_expired')
    const { base } = await standIn(({ headers }, response) => {
      const file = headers.authorization === 'Bearer rk_live_new' ? gone : expired
      response.writeHead(file?.status ?? 500)
      return textOf(file ?? gone)
    })
    const out = transport()
    onTestFinished(() => out.close())
    const credentials = [{ key: 'rk_live_old' }, { key: 'rk_live_new' }]
    const proofs = await proofsOf(provider, asking, { credentials, where: { base } }, out)
    expect(proofs).toMatchObject([{ outcome: 'refused', why: 'credentials' }, { outcome: 'good' }])
  })

  it('for each permission that is missing', async () => {
    const { provider, asking, parts } = caseOf('square')
    const { status, ...gone } = absentOf(caseOf('square'))
    const { base } = await standIn(({ path }, response) => {
      response.writeHead(path.startsWith('/v2/orders') ? 403 : status)
      return textOf({ status, ...gone })
    })
    const out = transport()
    onTestFinished(() => out.close())
    const proofs = await proofsOf(provider, asking, { credentials: [parts], where: { base } }, out)
    expect(proofs).toMatchObject([{ outcome: 'refused', why: 'permission' }])
  })
})

describe('nothing is proven', () => {
  it.each<[string, Reply, object]>([
    ['a page of somebody’s', { status: 404, headers: {}, text: PAGE }, { outcome: 'unread' }],
    ['a page that is fine', { status: 200, headers: {}, text: PAGE }, { outcome: 'unread' }],
    ['an address elsewhere', { status: 302, headers: { location: '/' } }, { outcome: 'unread' }],
    [
      'that it has too much to do',
      { status: 429, headers: { 'retry-after': '9' } },
      { outcome: 'later', after: 9000 },
    ],
    ['that something broke', { status: 502, headers: {} }, { outcome: 'later' }],
  ])('by %s', async (_, reply, proof) => {
    expect((await proved(caseOf('stripe'), reply)).proof).toMatchObject(proof)
  })

  it('where nobody answers', async () => {
    const { provider, asking, parts } = caseOf('stripe')
    const { base } = await standIn(({ socket }) => void socket.destroy())
    const out = transport()
    onTestFinished(() => out.close())
    const proofs = await proofsOf(provider, asking, { credentials: [parts], where: { base } }, out)
    expect(proofs).toMatchObject([{ outcome: 'unreachable' }])
  })
})
