/** Answers that nobody reads hold memory: whose reader takes in nothing of them for long, is not waited for. */

import type { Socket } from 'node:net'

/** How long an answer may wait while its reader takes in none of it, in ms. */
export const UNREAD = 30_000

/** What the kernel has not taken yet of what is being written, in bytes. Node's own timeouts look at it too. */
interface WritingSocket extends Socket {
  _handle?: { writeQueueSize?: number } | null
}

/** A connection on which answers go out. */
export interface Answering {
  readonly socket: WritingSocket
  /** Requests under way. */
  requests: number
  /** Whether it carries a WebSocket by now. */
  isUpgraded: boolean
  /** How much of what waits its reader had taken in when that last changed, and when. */
  unread?: { taken: number; since: number } | undefined
}

/** Whether an answer waits, and has not moved for too long. What we add to it is no movement. */
export function isUnread(connection: Answering, now: number): boolean {
  const { socket, requests, isUpgraded, unread } = connection
  // What others write on it, where the server is not ours alone, is none of our business.
  const isOurs = requests > 0 || isUpgraded
  if (!isOurs || socket.writableLength === 0) {
    connection.unread = undefined
    return false
  }
  const waiting = socket._handle?.writeQueueSize ?? 0
  const taken = socket.bytesWritten - socket.writableLength - waiting
  if (unread?.taken === taken) return now - unread.since >= UNREAD
  connection.unread = { taken, since: now }
  return false
}
