import { expect, it } from 'vitest'
import { viewOf, SCENES } from '../testing/scenes.ts'
import { parts } from './parts.ts'

/** The dashes of a ring that counts so. */
function counting(count: number, required: number): readonly string[] {
  const { snapshot } = SCENES['confirmations'] ?? {}
  if (!snapshot) throw new Error('There is no scene in which something is counted.')
  const view = viewOf({ snapshot: { ...snapshot, confirmations: { count, required } } })
  return parts.dashes(view)
}

it('a ring that counts has as many pieces as there are', () => {
  const [front, track] = counting(2, 3)
  expect(front?.match(/28\.3/g)).toHaveLength(2)
  expect(track).toMatch(/^28\.3/)
})

it.each([1_000_000_000, Number.MAX_SAFE_INTEGER])(
  'a ring that counts to %d shows a share',
  (of) => {
    expect(counting(of / 2, of)).toEqual(['50 0 0 100', ''])
    expect(counting(of, of)).toEqual(['100 0 0 100', ''])
  },
)

it('a count that is none is shown as none', () => {
  expect(counting(-1, 3)[0]).toBe('0 100')
})
