/** REALTIME_ROLLOUT: which orders and customers get a WebSocket. By hash, so that one stays on its side while the percentage stands. */

/** What follows every order: by its hash, all staff would be on one side. */
const EVERY_ORDER = '*'

/** Whether the order, the customer or staff is among so many percent. */
export function isRolledOut(topic: string, percent: number): boolean {
  if (topic === EVERY_ORDER) return percent > 0
  let hash = 0
  for (const char of topic) hash = (Math.imul(hash, 31) + (char.codePointAt(0) ?? 0)) >>> 0
  return hash % 100 < percent
}
