import { expect, it } from 'vitest'
import { startRelay } from './testing.ts'

it.each(['auto', 'polling'] as const)(
  'a notification that waits to be shown is not acknowledged before it was (%s)',
  async (transport) => {
    await using relay = await startRelay()
    const token = await relay.customerToken('wanjiru')
    const following = relay.follow({ customer: 'wanjiru' }, { token, transport })
    const told: string[] = []
    const shown: (() => void)[] = []
    following.on('notification', ({ id, title = '' }) => {
      told.push(title)
      if (title === 'Later') shown.push(following.hold(id))
    })
    await relay.notify({ customer: 'wanjiru' }, 'Later')
    await relay.notify({ customer: 'wanjiru' }, 'Now')
    await expect.poll(() => told).toEqual(['Later', 'Now'])
    await expect.poll(() => relay.unshown('wanjiru')).toBe(1)
    // Nor with anything that is acknowledged after it.
    await relay.notify({ customer: 'wanjiru' }, 'After')
    await expect.poll(() => told).toHaveLength(3)
    await expect.poll(() => relay.unshown('wanjiru')).toBe(1)

    shown[0]?.()
    following.refresh()
    await expect.poll(() => relay.unshown('wanjiru')).toBe(0)
    expect(told).toEqual(['Later', 'Now', 'After'])
  },
)
