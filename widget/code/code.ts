/**
 * A text as a QR code, drawn here: an address that pays must not go to somebody who draws pictures.
 *
 * Loaded when an order first asks for a code to be scanned.
 */

import { encode } from 'uqr'

/** Light squares around the code, without which it is not found: ISO/IEC 18004 wants four. */
const QUIET = 4

export interface Code {
  /** The dark squares: an SVG path in a box of `size` × `size`, in which each square is 1. */
  path: string
  size: number
}

/** Undefined: there is no QR code of so long a text. */
export function codeOf(text: string): Code | undefined {
  try {
    // M survives a smudge of 15 %. Screens have none: more of it would only make the squares smaller.
    const { data, size } = encode(text, { ecc: 'M', border: QUIET })
    return { path: data.map(rowPath).join(''), size }
  } catch {
    return undefined
  }
}

/** One stroke for each run of dark squares. */
function rowPath(row: readonly boolean[], y: number): string {
  let path = ''
  for (let x = 0; x < row.length; x++) {
    const start = x
    while (row[x]) x++
    if (x > start) path += `M${start} ${y}h${x - start}v1H${start}z`
  }
  return path
}
