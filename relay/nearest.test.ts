import { expect, it } from 'vitest'
import { didYouMean, nearest } from './nearest.ts'

const FIELDS = ['amount', 'currency', 'customers', 'expiresAt', 'expiresIn', 'ttl', 'q']
const COMMANDS = ['serve', 'simulate', 'token', 'tail', 'PUBLIC_URL', 'ALLOWED_ORIGINS']

it.each([
  ['amont', 'amount'],
  ['Amount', 'amount'],
  ['amuont', 'amount'],
  ['curency', 'currency'],
  ['customer', 'customers'],
  ['expires_in', 'expiresIn'],
  ['EXPIRES-AT', 'expiresAt'],
  ['tll', 'ttl'],
  ['serv', 'serve'],
  ['esrve', 'serve'],
  ['Simulate', 'simulate'],
  ['simluate', 'simulate'],
  ['tial', 'tail'],
  ['tokens', 'token'],
  ['PUBLICURL', 'PUBLIC_URL'],
  ['ALOWED_ORIGIN', 'ALLOWED_ORIGINS'],
])('knows that "%s" is probably meant for "%s"', (word, meant) => {
  expect(nearest(word, [...FIELDS, ...COMMANDS])).toBe(meant)
})

it.each(['', 'x', 'dance', 'price', 'money', 'nonsense', '__proto__', 'amount'.repeat(1_000)])(
  'does not guess what "%s" is meant for',
  (word) => {
    expect(nearest(word, [...FIELDS, ...COMMANDS])).toBeUndefined()
    expect(didYouMean(word, FIELDS)).toBe('')
  },
)

it('takes two letters that are exchanged for one mistake, as one too many is', () => {
  expect(nearest('ba', ['ab'])).toBe('ab')
  expect(nearest('abx', ['ab'])).toBe('ab')
  expect(nearest('bax', ['ab'])).toBeUndefined()
})
