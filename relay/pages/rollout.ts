/** REALTIME_ROLLOUT: which orders and customers get a WebSocket. By hash, so that one stays on its side while the percentage stands. */

/** Whether the order or customer is among so many percent. */
export function isRolledOut(id: string, percent: number): boolean {
  let hash = 0
  for (const char of id) hash = (Math.imul(hash, 31) + (char.codePointAt(0) ?? 0)) >>> 0
  return hash % 100 < percent
}
