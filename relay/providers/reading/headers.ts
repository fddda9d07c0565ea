/** The values of each name in a header such as `t=1,v1=a,v1=b`. Names and values are trimmed. */
export function pairs(header: string | null, separator: string): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const item of header?.split(separator) ?? []) {
    const at = item.indexOf('=')
    if (at < 0) continue
    const name = item.slice(0, at).trim()
    found.set(name, [...(found.get(name) ?? []), item.slice(at + 1).trim()])
  }
  return found
}
