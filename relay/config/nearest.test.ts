import { expect, it } from 'vitest'
import { didYouMean, nearest } from './nearest.ts'

const KNOWN = ['serve', 'simulate', 'token', 'tail', 'PUBLIC_URL', 'ALLOWED_ORIGINS']

it.each([
  ['serv', 'serve'],
  ['esrve', 'serve'],
  ['Simulate', 'simulate'],
  ['simluate', 'simulate'],
  ['tial', 'tail'],
  ['tokens', 'token'],
  ['PUBLICURL', 'PUBLIC_URL'],
  ['ALOWED_ORIGIN', 'ALLOWED_ORIGINS'],
])('%s is probably %s', (word, meant) => {
  expect(nearest(word, KNOWN)).toBe(meant)
})

it.each(['', 'x', 'dance', 'nonsense', 'a'.repeat(10_000)])(
  '%s is nothing that is known',
  (word) => {
    expect(nearest(word, KNOWN)).toBeUndefined()
    expect(didYouMean(word, KNOWN)).toBe('')
  },
)

it('a swap of two letters is one mistake, as a letter too many is', () => {
  expect(nearest('ba', ['ab'])).toBe('ab')
  expect(nearest('abx', ['ab'])).toBe('ab')
  expect(nearest('bax', ['ab'])).toBeUndefined()
})
