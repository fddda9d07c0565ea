type PartState = 'pending' | 'done' | 'failed'

/**
 * The state of a capture or a refund, as far as the amount bears it out: one that is done and does not
 * say how much would count as all.
 */
export const partWithAmount = (state: PartState, amount: number | undefined): PartState =>
  state === 'done' && amount === undefined ? 'pending' : state
