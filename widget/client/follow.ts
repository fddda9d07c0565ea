/** `follow`: how an order stands, now and from now on. Runs in browsers and in Node. */

import { openChannel } from './channel.ts'
import { createFollower, type Channel } from './follower.ts'
import type { Following, FollowOptions } from './following.ts'

/** Channels by relay: one connection for all that follow the same relay. */
const channels = new Map<string, Channel>()

/** Follows an order or a customer until it is stopped. */
export function follow(options: FollowOptions): Following {
  const { signal } = options
  const relay = options.relay.replace(/\/?$/, '/')
  const channel = channels.get(relay) ?? openChannel(relay)
  channels.set(relay, channel)
  const follower = createFollower({ ...options, relay }, channel)
  if (!signal?.aborted) {
    channel.add(follower)
    follower.rouse(true)
    signal?.addEventListener('abort', follower.stop)
  }
  return follower
}
