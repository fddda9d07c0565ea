import { describe } from 'vitest'
import { PROVIDERS } from '../providers/index.ts'
import { describeTongue } from './conformance.ts'
import { TONGUES } from './tongues.ts'

describe.each([...TONGUES])('in the tongue of %s, the bank', (id, tongue) => {
  const provider = PROVIDERS.get(id)
  if (!provider) throw new Error(`There is no provider ${id}.`)
  describeTongue(provider, tongue)
})
