import { describe, expect, it } from 'vitest'
import { undecorated } from './decorated.ts'

describe('a name that a plugin made', () => {
  it.each([
    ['WOOC_4711_1795219200', '4711'],
    ['4711-wc-mdtrs-1795219200', '4711'],
    ['woocommerce-xendit-4711', '4711'],
    ['4711_1795219200', '4711'],
    ['A-12_20261121083000', 'A-12'],
    ['ORD-1205-1795219200123', 'ORD-1205'],
    ['WC-4711', '4711'],
    ['#1001', '1001'],
    ['Order #1001', '1001'],
  ])('of the order: %s', (name, id) => {
    expect(undecorated(name)).toBe(id)
  })

  it.each(['ORD-1205', 'A_12', '4711-12', 'T685312322670591', '1795219200', '2 towels', ''])(
    'is not %s',
    (name) => {
      expect(undecorated(name)).toBeUndefined()
    },
  )
})
