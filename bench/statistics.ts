/** Of samples that other programs have disturbed. */

export function quantile(samples: readonly number[], share: number): number {
  const sorted = Float64Array.from(samples).sort()
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN
}

export const median = (samples: readonly number[]): number => quantile(samples, 0.5)

/** What the quietest tenth allow to see. */
export const quiet = (samples: readonly number[]): number => quantile(samples, 0.1)

/** How many times the others these are, block by block: those of one turn had the same weather. */
export const ratio = (samples: readonly number[], others: readonly number[]): number =>
  median(samples.map((sample, block) => sample / (others[block] ?? NaN)))

/** The same, between the quietest blocks of both. */
export const quietRatio = (samples: readonly number[], others: readonly number[]): number =>
  quiet(samples) / quiet(others)

/** Three digits, or all before the point. */
export const rounded = (value: number): string =>
  value < 100 ? value.toPrecision(3) : Math.round(value).toString()
