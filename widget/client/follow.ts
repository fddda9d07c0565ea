/** `follow`: how an order stands, now and from now on. Runs in browsers and in Node. */

import { openChannel } from './channel.ts'
import { createFollower, type Channel } from './follower.ts'
import type { Following, FollowOptions } from './following.ts'
import { textOf } from './text-of.ts'

/** Channels by relay: one connection for all that follow the same relay. */
const channels = new Map<string, Channel>()

/** Follows an order or a customer until it is stopped. */
export function follow(options: FollowOptions): Following {
  const { signal } = options
  const relay = textOf(options.relay).replace(/\/?$/, '/')
  const channel = channels.get(relay) ?? openChannel(relay)
  channels.set(relay, channel)
  const topic = { order: textOf(options.order), customer: textOf(options.customer) }
  const follower = createFollower({ ...options, relay, ...topic }, channel)
  if (!signal?.aborted && (topic.order || topic.customer)) {
    channel.add(follower)
    // Whoever went before may have been given one since.
    const token = textOf(options.token) || follower.token
    if (token) follower.renew(token)
    else follower.rouse(true)
    signal?.addEventListener('abort', follower.stop)
  }
  return follower
}
