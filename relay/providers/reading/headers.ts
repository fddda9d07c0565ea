/** What stands in a header that holds a list. Headers are anybody's: of a list without end, little is read. */

/** More than any provider's header has, in characters and in items; and more values than one name has. */
const MAX_LENGTH = 4096
const MAX_ITEMS = 64
export const MAX_VALUES = 16

/** What stands between the separators, trimmed. Of a header that is longer than any provider's, nothing. */
export const items = (header: string | null, separator: string): string[] =>
  header && header.length <= MAX_LENGTH
    ? header.split(separator, MAX_ITEMS).map((item) => item.trim())
    : []

/** The values of each name in a header such as `t=1,v1=a,v1=b`. Names and values are trimmed. */
export function pairs(header: string | null, separator: string): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const item of items(header, separator)) {
    const at = item.indexOf('=')
    if (at < 0) continue
    const name = item.slice(0, at).trim()
    const values = found.get(name) ?? []
    if (values.length < MAX_VALUES) values.push(item.slice(at + 1).trim())
    found.set(name, values)
  }
  return found
}
