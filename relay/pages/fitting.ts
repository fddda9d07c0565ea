/** How much of an answer goes out at once. */

/** Its size as JSON, in bytes. */
export const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))

/** Those at the front that there is room for, in bytes. The one that goes beyond it is the last. */
export function fitting<Item>(items: readonly Item[], room: number): Item[] {
  // Where there is no bound, nothing is weighed.
  if (room === Infinity) return [...items]
  const taken: Item[] = []
  for (const item of items) {
    if (room <= 0) break
    taken.push(item)
    room -= sizeOf(item)
  }
  return taken
}
