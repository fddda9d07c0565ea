import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../../relay/protocol.ts'
import { isDoubtful, latest, type Latest } from './latest.ts'

function snapshot(epoch: string, version: number, amountReceived = 0): Snapshot {
  const at = '2026-11-21T08:30:00.000Z'
  return {
    id: 'ORD-1205',
    epoch,
    version,
    status: 'pending',
    flow: 'payment',
    registered: true,
    test: false,
    amount: 500_000,
    currency: 'KES',
    amountReceived,
    amountRefunded: 0,
    overpaid: false,
    safeToRetry: false,
    history: [],
    createdAt: at,
    updatedAt: at,
  }
}

/** All that a page showed, and what it knows in the end. */
function tell(snapshots: readonly Snapshot[]): { showed: Snapshot[]; known: Latest | undefined } {
  let known: Latest | undefined
  const showed: Snapshot[] = []
  for (const next of snapshots) {
    known = latest(known, next)
    if (showed.at(-1) !== known.snapshot) showed.push(known.snapshot)
  }
  return { showed, known }
}

const knownAfter = (...snapshots: Snapshot[]): Latest => {
  const { known } = tell(snapshots)
  if (!known) throw new Error('Tell it something first.')
  return known
}

/** As the network delivers them: late, twice, out of order, of several histories. */
const deliveries = fc.array(
  fc
    .tuple(fc.constantFrom('k3f9', 'a01c', 'z77p'), fc.nat(8), fc.nat(3))
    .map(([epoch, version, received]) => snapshot(epoch, version, received)),
  { minLength: 1, maxLength: 40 },
)

describe('in whatever order snapshots arrive', () => {
  it('a version is never shown after a newer one of its epoch', () => {
    fc.assert(
      fc.property(deliveries, (snapshots) => {
        const highest = new Map<string, number>()
        for (const { epoch, version } of tell(snapshots).showed) {
          expect(version).toBeGreaterThan(highest.get(epoch) ?? -1)
          highest.set(epoch, version)
        }
      }),
    )
  })

  it('an epoch that was left is never returned to', () => {
    fc.assert(
      fc.property(deliveries, (snapshots) => {
        const epochs = tell(snapshots).showed.map(({ epoch }) => epoch)
        const changes = epochs.filter((epoch, index) => epoch !== epochs[index - 1])
        expect(changes).toEqual([...new Set(epochs)])
      }),
    )
  })

  it('of one epoch, the highest version is what is shown in the end', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 1 }), (versions) => {
        const { snapshot: last } = knownAfter(...versions.map((each) => snapshot('k3f9', each)))
        expect(last.version).toBe(Math.max(...versions))
      }),
    )
  })
})

describe('a page that has seen money come in', () => {
  it('takes a new history as the truth, and doubts it while it knows of less money', () => {
    const known = knownAfter(snapshot('k3f9', 4, 500_000), snapshot('a01c', 1, 0))
    expect(known.snapshot).toMatchObject({ epoch: 'a01c', version: 1 })
    expect(isDoubtful(known)).toBe(true)
  })

  it('goes on doubting through further new histories', () => {
    const known = knownAfter(
      snapshot('k3f9', 4, 500_000),
      snapshot('a01c', 1, 0),
      snapshot('z77p', 9, 0),
    )
    expect(isDoubtful(known)).toBe(true)
  })

  it('is sure again once the money is back', () => {
    const known = knownAfter(
      snapshot('k3f9', 4, 500_000),
      snapshot('a01c', 1, 0),
      snapshot('a01c', 2, 500_000),
    )
    expect(isDoubtful(known)).toBe(false)
  })

  it('believes its own history when money turns out not to have come in', () => {
    const known = knownAfter(snapshot('k3f9', 4, 500_000), snapshot('k3f9', 5, 0))
    expect(isDoubtful(known)).toBe(false)
  })
})
