/** Nodes tell each other by Redis, or what speaks as it does: its pub/sub keeps nothing. */

import { createClient } from 'redis'
import type { Bus } from './bus.ts'
import { busOn } from './bus-on.ts'

/** How long it may take to connect, in ms. */
const CONNECTING = 10_000

/** `channel`: who shares it hear each other, on whatever database: pub/sub knows none. */
export const redisBus = (url: string, channel: string): Bus =>
  busOn('redis', async ({ hear, ended }) => {
    const client = createClient({
      url,
      // One connection says and hears.
      RESP: 3,
      disableOfflineQueue: true,
      // The line itself comes back.
      socket: { reconnectStrategy: false, connectTimeout: CONNECTING },
    })
    client.on('error', ended)
    client.on('end', ended)
    const end = async () => {
      if (client.isOpen) client.destroy()
    }
    try {
      await client.connect()
      await client.subscribe(channel, hear)
    } catch (error) {
      await end()
      throw error
    }
    return {
      say: async (text) => void (await client.publish(channel, text)),
      end,
    }
  })
