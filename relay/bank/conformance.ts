/** What the bank promises of every tongue that it speaks, told once. */

import { describe } from 'vitest'
import type { Provider } from '../providers/provider.ts'
import { describeFaults } from './conformance/faults.ts'
import { describeMissed } from './conformance/missed.ts'
import { describeRefusals } from './conformance/refusals.ts'
import { Subject } from './conformance/subject.ts'
import { describeTruth } from './conformance/truth.ts'
import type { Tongue } from './tongue.ts'

/** Sees to it that what an adapter hears of the bank is the truth, the whole of it, and nothing else. */
export function describeTongue(provider: Provider, tongue: Tongue): void {
  const subject = new Subject(provider, tongue)
  describe('tells the truth', () => {
    describeTruth(subject)
  })
  describe('fails as providers do', () => {
    describeFaults(subject)
  })
  // Where it has a list of that.
  if (subject.asking.missed) {
    describe('finds again what did not arrive', () => {
      describeMissed(subject)
    })
  }
  describe('refuses', () => {
    describeRefusals(subject)
  })
}
