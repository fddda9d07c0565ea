import { expect, it } from 'vitest'
import { silent } from './silent.ts'

const isSilent = silent(`
  customer.*
  invoice.created`)

it.each(['customer.created', 'customer.', 'invoice.created'])('names %s', (type) => {
  expect(isSilent(type)).toBe(true)
})

it.each(['customer', 'customer_balance.created', 'invoice.paid', 'invoice.created.again', ''])(
  'does not name "%s"',
  (type) => {
    expect(isSilent(type)).toBe(false)
  },
)
