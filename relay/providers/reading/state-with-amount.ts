import type { MainState } from '../../order/update.ts'

/**
 * The state, as far as the amount bears it out: a success that does not say how much would count as all
 * that the order asks.
 */
export const stateWithAmount = (state: MainState, amount: number | undefined): MainState =>
  state === 'succeeded' && amount === undefined ? 'processing' : state
