import { SignJWT } from 'jose'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { TOKEN_SECRET } from '../testing/client.ts'
import { startRelay } from '../testing/relay.ts'

const LOGIN = { TOKEN_AUDIENCE: 'my-app', TOKEN_CLAIM_CUSTOMER: 'sub' }

/** As the shop's login makes it for whoever logs in. */
const loggedIn = (claims: object): Promise<string> =>
  new SignJWT({ aud: 'my-app', exp: Math.floor(Date.now() / 1000) + 3600, ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(TOKEN_SECRET))

it('lets a customer see their orders with the token of the shop’s login, and no others', async () => {
  const relay = await startRelay(LOGIN)
  const { token: ofOrder } = await relay.register('A-1', { customers: [42, 'amina'] })
  await relay.register('A-2', { customers: [43] })
  const token = await loggedIn({ sub: 42, orders: ['*', 'A-2'], customer: '43' })
  expect((await relay.order('A-1', token)).status).toBe(200)
  expect((await relay.order('A-2', token)).body).toMatchObject({ code: 'forbidden' })
  const frames = [
    { type: 'subscribe', customer: 42, token },
    { type: 'subscribe', customer: '43', token },
    { type: 'subscribe', orders: '*', token },
  ]
  expect((await relay.poll({ frames })).body.frames).toMatchObject([
    { type: 'subscribed', customer: '42', orders: [{ id: 'A-1' }] },
    { type: 'error', code: 'forbidden', customer: '43' },
    { type: 'error', code: 'forbidden' },
  ])
  // What the relay itself hands out is good beside it.
  expect((await relay.order('A-1', ofOrder)).status).toBe(200)
  const { token: ofCustomer } = await relay.relay.token({ customer: 43 })
  expect((await relay.order('A-2', ofCustomer)).status).toBe(200)
})

it('tells the page what is wrong with its token, by request, poll and socket; and the log', async () => {
  const lines: string[] = []
  const log = pino({}, { write: (line: string) => void lines.push(line) })
  const relay = await startRelay({}, { log })
  const token = await loggedIn({ sub: '42' })
  const message =
    'The token has another aud: it is "payment-status", or what TOKEN_AUDIENCE says. Get a new one.'
  expect(await relay.order('A-1', token)).toMatchObject({
    status: 401,
    body: { code: 'token_invalid', detail: message },
  })
  const subscribe = { type: 'subscribe', orders: [{ id: 'A-1' }], token }
  const refused = { type: 'error', code: 'token_invalid', message }
  expect((await relay.poll({ frames: [subscribe] })).body.frames).toMatchObject([refused])
  const page = await relay.connect()
  expect(await page.ask(subscribe)).toMatchObject(refused)
  expect(await page.ask({ type: 'subscribe', customer: '42', token })).toMatchObject(refused)
  expect(await page.ask({ type: 'token', token })).toMatchObject(refused)
  expect(lines.map((line) => JSON.parse(line).fault)).toEqual(Array(5).fill('aud'))
  expect(lines.join()).not.toContain(token)
})
