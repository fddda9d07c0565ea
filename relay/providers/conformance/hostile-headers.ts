/** Headers made to cost as much as they can, out of those that a provider sends. */

type Headers = Readonly<Record<string, string>>

/** Of all headers, in characters: about as much as Node takes. And as much as adapters look at of one, nearly. */
const MAX_HEADERS = 15 * 1024
const SIZES = [3.5 * 1024, MAX_HEADERS]

/** What separates the items of lists in headers. */
const JOINTS = [',', ' ', ';', '=', '']

/**
 * `good`, with one header in which something is said over and over, and perhaps another one that is long. `names`: of
 * those that the adapter asks for.
 */
export function* hostileHeaders(good: Headers, names: readonly string[]): Generator<Headers> {
  const all: Headers = { ...Object.fromEntries(names.map((name) => [name, 'a'])), ...good }
  for (const [name, value] of Object.entries(all)) {
    for (const swollen of swellings(value)) {
      yield { ...good, [name]: swollen }
      const left = MAX_HEADERS - swollen.length
      for (const other of Object.keys(all)) {
        if (other === name || left < MAX_HEADERS / 2) continue
        yield { ...good, [name]: swollen, [other]: 'x'.repeat(left) }
      }
    }
  }
}

/** `value` with one of its pieces, or all of it, said over and over. */
function* swellings(value: string): Generator<string> {
  const pieces = value.split(/([^\w-])/).filter((piece) => piece !== '')
  const each = new Set(pieces)
  for (const joint of JOINTS) {
    for (const size of SIZES) {
      yield filled(value + joint, size)
      for (const piece of each) {
        const rest = value.length - piece.length
        yield pieces
          .with(pieces.indexOf(piece), filled(piece + joint, size - rest) + piece)
          .join('')
      }
    }
  }
}

const filled = (unit: string, size: number): string =>
  unit.repeat(Math.max(size / unit.length - 1, 0))
