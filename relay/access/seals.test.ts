import { describe, expect, it } from 'vitest'
import { unknownOrder } from '../order/snapshot.ts'
import type { Known } from '../protocol.ts'
import { Seals } from './seals.ts'

const [OLD, NEW] = [
  'an old secret of no less than 32 bytes',
  'a new secret of no less than 32 bytes',
]
const order = { ...unknownOrder('ORD-1', 'k3f9', 0), version: 4 }

const known = (secret: string): Known => {
  const { id, epoch, version, seal } = new Seals([secret]).sealed(order)
  return { id, epoch, version, ...(seal !== undefined && { seal }) }
}

describe('a seal', () => {
  it('is of twelve characters, and the same for the same version', () => {
    expect(known(OLD).seal).toMatch(/^[\w-]{12}$/)
    expect(known(OLD)).toEqual(known(OLD))
  })

  it('fits what it was made for, and nothing else', () => {
    const seals = new Seals([OLD])
    const shown = known(OLD)
    expect(seals.fits(shown)).toBe(true)
    for (const claim of [
      { version: 5 },
      { id: 'ORD-2' },
      { epoch: 'other' },
      { seal: '' },
      { seal: 'AAAAAAAAAAAA' },
      { seal: `${shown.seal}A` },
      { seal: 'é'.repeat(12) },
    ]) {
      expect(seals.fits({ ...shown, ...claim })).toBe(false)
    }
    const { seal: _, ...unsealed } = shown
    expect(seals.fits(unsealed)).toBe(false)
  })

  it('is made with the first secret, and fits with any: so they can be rotated', () => {
    expect(known(NEW).seal).toBe(new Seals([NEW, OLD]).sealed(order).seal)
    expect(new Seals([NEW, OLD]).fits(known(OLD))).toBe(true)
    expect(new Seals([NEW]).fits(known(OLD))).toBe(false)
  })
})
