import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { follow } from './follow.ts'
import { playRelay, shows, startRelay } from './testing.ts'

/** Another script of the page's origin, which may say anything; and once the others have heard it. */
function otherTab(relay: string) {
  const [tab, listener] = [1, 2].map(() => new BroadcastChannel(`payment-status ${relay}/`))
  return {
    async says(...messages: unknown[]): Promise<void> {
      const heard = new Promise<void>((resolve) => {
        let left = messages.length
        if (listener) listener.onmessage = () => --left || resolve()
      })
      for (const message of messages) tab?.postMessage(message)
      await heard
    },
    [Symbol.dispose]() {
      tab?.close()
      listener?.close()
    },
  }
}

describe('what another tab says', () => {
  // Node has channels, and no tabs: as if there were a page.
  beforeEach(() => void vi.stubGlobal('document', { hidden: false }))
  afterEach(() => void vi.unstubAllGlobals())

  it('is forgotten, where the relay, asked, does not confirm it', async () => {
    await using relay = await startRelay()
    await relay.say('ORD-1', 'failed')
    const following = relay.follow('ORD-1', { token: await relay.token('ORD-1') })
    const { id, epoch } = await shows(following, 'failed')
    using tab = otherTab(relay.url)
    const told: boolean[] = []
    following.on('behind', () => told.push(following.isBehind))
    await tab.says({ id, epoch, version: 1e15 })
    await expect.poll(() => told).toEqual([true, false])
    expect(following.isBehind).toBe(false)
  })

  it('is asked about one at a time, however much it says', async () => {
    let asked = 0
    const order = { id: 'A', epoch: 'e', version: 1, status: 'pending', amountReceived: 0 }
    using relay = await playRelay((said, say) => {
      if (said.type === 'subscribe' && ++asked === 1) say({ type: 'subscribed', orders: [order] })
    })
    const following = follow({ relay: relay.url, order: 'A', token: 't' })
    await shows(following, 'pending')
    using tab = otherTab(relay.url)
    await tab.says(...Array.from({ length: 600 }, (_, each) => ({ ...order, version: 2 + each })))
    await expect.poll(() => asked).toBe(2)
    expect(following.isBehind).toBe(true)
    following.stop()
  })

  it('is nothing, where it is no sighting', async () => {
    await using relay = await startRelay()
    const following = relay.follow('ORD-1', { token: await relay.token('ORD-1') })
    const { id, epoch } = await shows(following, 'pending')
    using tab = otherTab(relay.url)
    let isBehind = false
    following.on('behind', () => (isBehind = true))
    const thrown: unknown[] = []
    const hear = (error: unknown) => thrown.push(error)
    process.on('uncaughtException', hear)
    await tab.says(
      ...[null, 7, 'x', [], {}, { id }, { id, epoch }, { id, epoch, version: '9' }],
      ...[
        { id, epoch: 7, version: 9 },
        { id: [id], epoch, version: 9 },
      ],
      ...[-1, 1.5, 2 ** 53].map((version) => ({ id, epoch, version })),
    )
    await new Promise(setImmediate)
    process.off('uncaughtException', hear)
    expect({ isBehind, thrown }).toEqual({ isBehind: false, thrown: [] })
  })
})
