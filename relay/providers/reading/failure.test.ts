import { expect, it } from 'vitest'
import { failure } from './failure.ts'
import { reasons } from './reasons.ts'

const REASONS = reasons({ insufficient_funds: 'NSF', no_response: 'TIMEOUT' })

it('takes the first code that is known', () => {
  expect(failure(REASONS, [undefined, 'OF_TOMORROW', 'TIMEOUT', 'NSF'], 'Late.')).toEqual({
    reason: { code: 'no_response', message: 'Late.' },
  })
})

it('has no doubt about a bank’s own no', () => {
  expect(failure(REASONS, ['NSF'])).toEqual({ reason: { code: 'insufficient_funds' }, doubt: 0 })
})

it('leaves in doubt what it does not know', () => {
  expect(failure(REASONS, ['OF_TOMORROW', null], null)).toEqual({ reason: { code: 'unknown' } })
})
