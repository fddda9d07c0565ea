/** `check --ask`, as ops run it, with a stand-in for each provider. */

import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { settingOf, type Environment } from '../config/config.ts'
import { answersOf, textOf, type AnswerFile } from '../providers/conformance/answers.ts'
import { PROVIDERS } from '../providers/index.ts'
import { ENVIRONMENT } from '../testing/relay.ts'
import { standIn, type StandIn } from '../testing/stand-in.ts'
import { folder, run } from './process.ts'

const askable = [...PROVIDERS.values()].flatMap(({ id, asking }) =>
  asking && !('cannot' in asking) ? [{ id, asking, answers: answersOf(id) }] : [],
)

/** All providers, each below its own id. */
const standInForAll = (answerOf: (id: string) => AnswerFile | undefined): Promise<StandIn> =>
  standIn(({ path }, response) => {
    const [, id = '', rest = ''] = /^\/([\w-]+)(\/.*)$/.exec(path) ?? []
    const token = askable.find((each) => each.id === id)?.asking.auth.token
    if (rest === token?.path) return { access_token: 'aToken', expires_in: 3600 }
    const answer = answerOf(id)
    response.writeHead(answer?.status ?? 404, answer?.headers)
    return answer ? textOf(answer) : ''
  })

function settings(ids: readonly string[], base: string): Environment {
  const asks = askable
    .filter(({ id }) => ids.includes(id))
    .flatMap(({ id, asking }) => {
      const name = `ASK_${settingOf(id)}`
      return [
        [name, asking.credentials.example],
        [`${name}_HOST`, `${base}/${id}`],
      ]
    })
  return { ...ENVIRONMENT, ...Object.fromEntries(asks) }
}

const ALL = askable.map(({ id }) => id)

it('proves what every provider is asked with, and keeps and tells nothing', async () => {
  const { base, seen } = await standInForAll((id) =>
    answersOf(id).get(id === 'daraja' ? 'stk_unknown_500' : 'not_found'),
  )
  const cwd = folder()
  const { code, out, err } = await run(['check', '--ask'], cwd, settings(ALL, base))
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out.trim().split('\n')).toEqual(ALL.map(() => expect.stringMatching(/takes the cred/)))
  expect(readdirSync(cwd)).toEqual([])
  for (const { asking } of askable) expect(out).not.toContain(asking.credentials.example)
  expect(
    seen.map(({ path }) => path.split('/')[1]).filter((id) => !ALL.includes(id ?? '')),
  ).toEqual([])
})

const REFUSALS = new Map([
  ['paystack', 'wrong_key'],
  ['btcpay', 'missing_permission'],
  ['daraja', 'merchant_unknown'],
])

it('tells what is refused, and what to do, with 78', async () => {
  const { base } = await standInForAll((id) => answersOf(id).get(REFUSALS.get(id) ?? ''))
  const env = settings(['paystack', 'btcpay', 'daraja', 'stripe'], base)
  const { code, out, err } = await run(['check', '--ask'], folder(), env)
  expect(code).toBe(78)
  expect(err).toMatch(/^Not all credentials are taken\. Mend what is refused/)
  expect(out).toMatch(/^Paystack +refused: it does not know them\. Enter ASK_PAYSTACK anew/m)
  expect(out).toMatch(/^BTCPay Server +refused: it knows them, and they may not read payments/m)
  expect(out).toMatch(/^M-Pesa +refused: it does not know them/m)
  expect(out).toMatch(/^Stripe +takes the credentials/m)
  expect(out).not.toContain('sk_live_aSecretKey')
})

it('says so where nobody answers, with 69; and where nobody is asked', async () => {
  // Nothing listens on the discard port.
  const env = settings(['stripe'], 'http://127.0.0.1:9')
  const unreachable = await run(['check', '--ask'], folder(), env)
  expect(unreachable).toMatchObject({
    code: 69,
    out: expect.stringMatching(/^Stripe +not reached: connection refused/),
    err: expect.stringContaining('Try again'),
  })
  const none = await run(['check', '--ask'], folder(), ENVIRONMENT)
  expect(none).toEqual({ code: 0, out: 'No provider is asked: set ASK_<PROVIDER>.\n', err: '' })
})
