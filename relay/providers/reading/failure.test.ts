import { describe, expect, it } from 'vitest'
import { failure, reasons, textCode } from './failure.ts'

describe('a failure', () => {
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
})

describe('words as a code', () => {
  it.each([
    ['Not enough balance', 'not_enough_balance'],
    ['  3D Not Authenticated! ', '3d_not_authenticated'],
    ['FRAUD-CANCELLED', 'fraud_cancelled'],
    ['', ''],
    [null, ''],
    [undefined, ''],
  ])('%j is %j', (text, code) => {
    expect(textCode(text)).toBe(code)
  })
})
