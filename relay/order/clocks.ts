/**
 * How far apart the clocks of two nodes may be, in ms. A lease that ends later than that allows was made by a clock
 * that was wrong, and binds nobody.
 */
export const APART = 60_000
