import { expect, it } from 'vitest'
import { nearest } from './nearest.ts'

const FIELDS = ['amount', 'currency', 'customers', 'expiresAt', 'expiresIn', 'ttl', 'q']

it.each([
  ['amont', 'amount'],
  ['Amount', 'amount'],
  ['amuont', 'amount'],
  ['curency', 'currency'],
  ['customer', 'customers'],
  ['expires_in', 'expiresIn'],
  ['EXPIRES-AT', 'expiresAt'],
  ['tll', 'ttl'],
])('knows that "%s" is probably meant for "%s"', (word, meant) => {
  expect(nearest(word, FIELDS)).toBe(meant)
})

it.each(['', 'x', 'price', 'money', '__proto__', 'amount'.repeat(1_000)])(
  'does not guess what "%s" is meant for',
  (word) => expect(nearest(word, FIELDS)).toBeUndefined(),
)
