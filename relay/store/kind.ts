/** What kind of order it is, for who looks among all of them. */

import type { OrderRecord } from '../order/record.ts'

/** `empty`: nobody registered it, and its payments have found their order since. */
export const kindOf = ({
  registration,
  payments,
}: OrderRecord): 'registered' | 'stray' | 'empty' =>
  registration ? 'registered' : Object.keys(payments).length > 0 ? 'stray' : 'empty'
