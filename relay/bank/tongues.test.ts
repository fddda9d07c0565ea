import { describe } from 'vitest'
import { PROVIDERS } from '../providers/index.ts'
import { describeTongue } from './conformance.ts'
import type { Tongue } from './tongue.ts'
import { TONGUES } from './tongues.ts'
import { coinbaseBusinessTongue } from './tongues/coinbase-business.ts'

const ALL: readonly [id: string, tongue: Tongue][] = [
  ...TONGUES,
  // Who has a key of the Developer Platform asks elsewhere.
  ['coinbase', coinbaseBusinessTongue],
]

describe.each(ALL)('in the tongue of %s, the bank', (id, tongue) => {
  const provider = PROVIDERS.get(id)
  if (!provider) throw new Error(`There is no provider ${id}.`)
  describeTongue(provider, tongue)
})
