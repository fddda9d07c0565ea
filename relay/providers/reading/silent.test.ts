import { expect, it } from 'vitest'
import { silent } from './silent.ts'

const isSilent = silent(`
  payout.* qr_code.closed`)

it('is told of an event by its name, or by how it begins', () => {
  expect(['payout.failed', 'qr_code.closed'].map(isSilent)).toEqual([true, true])
})

it('is told of no other event', () => {
  const others = ['payout', 'qr_code.closed.again', 'qr_code', 'refund.processed', '']
  expect(others.filter(isSilent)).toEqual([])
})
