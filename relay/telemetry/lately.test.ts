import { describe, expect, it } from 'vitest'
import type { Happening } from './happening.ts'
import { Lately } from './lately.ts'

const changed = (order: string, version = 1): Happening => ({
  type: 'order_changed',
  order,
  from: null,
  to: 'pending',
  version,
  by: 'merchant',
})

const refused = (order: string): Happening => ({
  type: 'subscription_refused',
  connection: 'c',
  code: 'forbidden',
  order,
})

describe('what happened lately', () => {
  it('is bounded: of each order the newest, of orders those that were heard of last', () => {
    const lately = new Lately(() => 7)
    lately.hear(changed('first'))
    for (let version = 1; version <= 60; version++) lately.hear(changed('busy', version))
    expect(lately.of('busy')).toHaveLength(50)
    expect(lately.of('busy').at(-1)).toEqual({ at: 7, happening: changed('busy', 60) })

    for (let order = 0; order < 1_000; order++) lately.hear(changed(`A-${order}`))
    expect(lately.of('first')).toEqual([])
    expect(lately.of('A-0')).toHaveLength(1)
  })

  it('is told of each order of a callback', () => {
    const lately = new Lately(() => 7)
    lately.hear({
      type: 'callback_accepted',
      provider: 'stripe',
      outcome: 'applied',
      events: 2,
      orders: ['A', 'B'],
      ms: 1,
    })
    expect(lately.of('A')).toEqual(lately.of('B'))
    expect(lately.of('A')).toHaveLength(1)
  })

  it('does not go because strangers name other orders', () => {
    const lately = new Lately(() => 7)
    lately.hear(changed('A'))
    for (let order = 0; order < 2_000; order++) lately.hear(refused(`X-${order}`))
    lately.hear(refused('A'))
    expect(lately.of('A')).toHaveLength(2)
    expect(lately.of('X-1')).toEqual([])
  })
})
