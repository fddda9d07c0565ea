/**
 * Whether an event is one of `types`, told with spaces between them: `payout.paid`, or with a star all that
 * begin so. A table of an adapter's: what is known to be silent about an order's money.
 */
export function silent(types: string): (type: string) => boolean {
  const known: readonly string[] = types.match(/\S+/g) ?? []
  const beginnings = known.filter((type) => type.endsWith('*')).map((type) => type.slice(0, -1))
  return (type) => known.includes(type) || beginnings.some((begins) => type.startsWith(begins))
}
