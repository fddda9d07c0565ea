/** The known word that was probably meant. Pure. */

/** Of a word of three letters or fewer, any other is near. */
const SHORT = 3

/** Undefined where none is near: at most a third of its letters wrong, and three. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const most = word.length <= SHORT ? 1 : Math.min(3, Math.floor(word.length / 3))
  let found: { word: string; distance: number } | undefined
  for (const each of known) {
    if (Math.abs(each.length - word.length) > most) continue
    const distance = distanceOf(word.toLowerCase(), each.toLowerCase())
    if (distance <= most && distance < (found?.distance ?? Infinity))
      found = { word: each, distance }
  }
  return found?.word
}

/** ` Did you mean "serve"?`, or nothing. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const meant = nearest(word, known)
  return meant === undefined ? '' : ` Did you mean "${meant}"?`
}

/**
 * How many letters to put in, leave out, change, or swap with the next: optimal string alignment. Row by row of the
 * table of all beginnings of one and the other; two rows back is what a swap builds on.
 */
function distanceOf(one: string, other: string): number {
  let before: number[] = []
  let above = Array.from({ length: other.length + 1 }, (_, column) => column)
  for (let row = 1; row <= one.length; row += 1) {
    const here = [row]
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1]
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      here[column] = Math.min(
        (above[column] ?? Infinity) + 1,
        (here[column - 1] ?? Infinity) + 1,
        (above[column - 1] ?? Infinity) + (isSame ? 0 : 1),
        isSwapped ? (before[column - 2] ?? Infinity) + 1 : Infinity,
      )
    }
    before = above
    above = here
  }
  return above[other.length] ?? Infinity
}
