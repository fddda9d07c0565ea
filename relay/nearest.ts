/** Of a word that nobody knows, the known one that was probably meant. Pure. */

/** So many letters may be wrong, missing, too many or exchanged, in a word of six or more. */
const MOST = 2

/** A text that somebody sent may be long: no known word is. In letters. */
const LONGEST = 64

/** Undefined where none is near. `Order_Id` is `orderId`, whatever its length. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const bare = lettersOf(word)
  if (bare.length < 2 || bare.length > LONGEST) return undefined
  const most = Math.min(MOST, Math.ceil(bare.length / 4))
  const [best] = [...known]
    .map((each) => ({ each, steps: stepsBetween(bare, lettersOf(each)) }))
    .filter(({ steps }) => steps <= most)
    .sort((a, b) => a.steps - b.steps)
  return best?.each
}

/** ` Did you mean "serve"?`, or nothing. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const meant = nearest(word, known)
  return meant === undefined ? '' : ` Did you mean "${meant}"?`
}

const lettersOf = (word: string): string => word.toLowerCase().replaceAll(/[-_\s]/g, '')

/**
 * How many letters must be changed, added, taken away or exchanged with their neighbour to make `b` of `a`.
 *
 * @see https://en.wikipedia.org/wiki/Damerau–Levenshtein_distance (optimal string alignment)
 */
function stepsBetween(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1]
      const isExchanged = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row[j] = Math.min(
        at(last, j) + 1,
        at(row, j - 1) + 1,
        at(last, j - 1) + (isSame ? 0 : 1),
        isExchanged ? at(beforeLast, j - 2) + 1 : Infinity,
      )
    }
    beforeLast = last
    last = row
  }
  return at(last, b.length)
}

const at = (row: readonly number[], index: number): number => row[index] ?? Infinity
