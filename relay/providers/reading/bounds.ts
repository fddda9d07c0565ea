/** What of a body may be read before anybody knows whose it is. */
export interface Bounds {
  bytes: number
  /** How often these characters of ASCII may come, wherever they stand. */
  marks: string
  most: number
}

/** Looks at each byte once, and keeps none. */
export function isWithin(body: Uint8Array, { bytes, marks, most }: Bounds): boolean {
  if (body.length > bytes) return false
  const isMark = new Uint8Array(256)
  for (const mark of marks) isMark[mark.charCodeAt(0)] = 1
  let count = 0
  for (let at = 0; at < body.length; at++) {
    count += isMark[body[at]!]!
    if (count > most) return false
  }
  return true
}
