import { SignJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { askForToken, expiryOf, isForPolling, TokenRefused } from './tokens.ts'

describe('asking for a token', () => {
  // That something never happens again, only a clock of our own can tell.
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  /** Asks a shop that answers so, each time; what came of it, and how much is planned after that. */
  async function ask(getToken: () => Promise<string>) {
    const came: unknown[] = []
    const stop = askForToken(
      getToken,
      0,
      (token) => came.push(token),
      (error) => came.push(error),
    )
    await vi.advanceTimersToNextTimerAsync()
    const planned = vi.getTimerCount()
    stop()
    expect(vi.getTimerCount()).toBe(0)
    return { came, planned }
  }

  it('hands it on, and asks no more', async () => {
    expect(await ask(async () => 'token')).toEqual({ came: ['token'], planned: 0 })
  })

  it('asks nobody again once it was refused one', async () => {
    const refused = new TokenRefused('Not yours.')
    expect(await ask(() => Promise.reject(refused))).toEqual({ came: [refused], planned: 0 })
  })

  it.each([
    ['the shop was down', () => Promise.reject(new Error('The shop is down.'))],
    ['there was none', async () => ''],
  ])('asks again when %s', async (_, getToken) => {
    expect(await ask(getToken)).toEqual({ came: [expect.any(Error)], planned: 1 })
  })

  it.each([
    ['is an object', async () => ({ token: 'token' })],
    ['is a number', async () => 7],
    ['is nothing', async () => undefined],
  ])('asks again, and says what is wrong, when what it gets %s', async (_, getToken) => {
    const { came, planned } = await ask(getToken as unknown as () => Promise<string>)
    expect(came).toEqual([expect.objectContaining({ message: expect.stringContaining('text') })])
    expect(planned).toBe(1)
  })

  it('asks again where no answer came for 10 s, and takes one that comes after all', async () => {
    const came: unknown[] = []
    const first = Promise.withResolvers<string>()
    let asked = 0
    const stop = askForToken(
      () => (++asked === 1 ? first.promise : new Promise(() => {})),
      0,
      (token) => came.push(token),
      (error) => came.push(error),
    )
    await vi.advanceTimersByTimeAsync(9_999)
    expect([asked, came]).toEqual([1, []])
    await vi.advanceTimersByTimeAsync(1)
    expect(came).toEqual([expect.objectContaining({ message: expect.stringContaining('10 s') })])
    // Each asking ends so, and is repeated.
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked).toBeGreaterThan(2)
    first.resolve('late')
    await vi.advanceTimersByTimeAsync(0)
    expect(came.at(-1)).toBe('late')
    const before = asked
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked).toBe(before)
    stop()
  })

  it('says nothing any more once it was stopped', async () => {
    const came: unknown[] = []
    const late = Promise.withResolvers<string>()
    const stop = askForToken(
      () => late.promise,
      0,
      (token) => came.push(token),
      (error) => came.push(error),
    )
    await vi.advanceTimersToNextTimerAsync()
    stop()
    late.resolve('token')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(came).toEqual([])
  })
})

describe('when a token runs out', () => {
  const sign = (claims: Record<string, unknown>) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new Uint8Array(32))

  it('is what it says, whatever else it says', async () => {
    const token = await sign({ exp: 1_800_000_000, orders: ['ORD-1205'], name: 'Wanjirũ ~?>' })
    expect(expiryOf(token)).toBe(1_800_000_000_000)
  })

  it.each(['', 'opaque', 'a.b.c', 'a.!.c'])('is not known of "%s"', (token) => {
    expect(expiryOf(token)).toBeNaN()
  })

  it('is not known where it does not say', async () => {
    expect(expiryOf(await sign({}))).toBeNaN()
  })
})

describe('whether a token is for polling', () => {
  it.each([
    ['nothing', {}, false],
    ['so', { transport: 'polling' }, true],
    ['something else', { transport: 'websocket' }, false],
  ])('is what it says: %s', async (_, claims, is) => {
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new Uint8Array(32))
    expect(isForPolling(token)).toBe(is)
  })

  it.each(['', 'opaque', 'a.b.c', 'a.bnVsbA.c'])('is not known of "%s"', (token) => {
    expect(isForPolling(token)).toBe(false)
    expect(expiryOf(token)).toBeNaN()
  })
})
