/** Which of a provider's events say nothing about the money of an order. */

/** Given their names with spaces between them; `payout.*` are all that begin so. Of the others nobody knows. */
export function silent(names: string): (event: string) => boolean {
  const all = names.match(/\S+/g) ?? []
  return (event) =>
    all.some((name) => (name.endsWith('*') ? event.startsWith(name.slice(0, -1)) : name === event))
}
