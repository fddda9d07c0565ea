import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { follow, TokenRefused, type FollowError } from './follow.ts'

// That something never happens again, only a clock of our own can tell. Nothing is sent anywhere here.
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** How much is planned once `getToken` has failed in this way. */
async function plannedAfter(failure: Error): Promise<number> {
  const errors: FollowError[] = []
  const following = follow({
    relay: 'https://pay.example.com',
    order: 'ORD-1205',
    getToken: () => Promise.reject(failure),
  })
  following.on('error', (error) => errors.push(error))
  await vi.advanceTimersToNextTimerAsync()
  expect(errors).toMatchObject([{ code: 'token_unavailable' }])

  const planned = vi.getTimerCount()
  following.stop()
  expect(vi.getTimerCount()).toBe(0)
  return planned
}

it('asks nobody again once it was refused a token', async () => {
  expect(await plannedAfter(new TokenRefused('Not yours.'))).toBe(0)
})

it('asks again when there was no token to be had', async () => {
  expect(await plannedAfter(new Error('The shop is down.'))).toBe(1)
})
