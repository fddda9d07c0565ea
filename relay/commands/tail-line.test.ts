import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../protocol.ts'
import { jsonOf, lineOf, printable } from './tail-line.ts'

const ORDER: Snapshot = {
  ...{ id: 'A-1', epoch: 'k3f9', version: 2, status: 'succeeded', flow: 'payment' },
  ...{ registered: true, test: false, amount: 500_000, currency: 'KES' },
  ...{ amountReceived: 500_000, amountRefunded: 0, overpaid: false, safeToRetry: false },
  ...{ history: [], createdAt: '2026-11-21T08:30:00.000Z', updatedAt: '2026-11-21T08:31:00.000Z' },
}

/** What moves a cursor, clears a screen, rings, writes over what stands there, or turns it round. */
const COMMANDS = [
  ...['\u001b[2J', '\u001b]0;title\u0007', '\u009b31m', '\r', '\n', '\b', '\u007f', '\0', '\t'],
  ...['\u202e', '\u2066', '\u200f', '\u2028', '\u2029', '\u0085', '\ufeff', '\u00ad'],
]

/** All that a terminal does not simply show. */
const OBEYED = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u

const HOSTILE = fc
  .array(fc.oneof(fc.constantFrom(...COMMANDS), fc.string({ unit: 'binary', maxLength: 5 })))
  .map((parts) => parts.join(''))

describe('a line for a terminal', () => {
  it('has nothing that a terminal obeys, whatever an order’s texts are', () => {
    fc.assert(
      fc.property(HOSTILE, (text) => {
        const order = { ...ORDER, id: text, provider: text, currency: text, updatedAt: text }
        expect(lineOf(order)).not.toMatch(OBEYED)
        expect(printable(text)).not.toMatch(OBEYED)
      }),
    )
  })

  it('shows all else as it is', () => {
    for (const text of ['Kikoy House', 'José', '№ 1205', '💶', '多'])
      expect(printable(text)).toBe(text)
  })
})

describe('a line of JSON', () => {
  it('has nothing that a terminal obeys, and loses nothing', () => {
    fc.assert(
      fc.property(HOSTILE, (text) => {
        const order = { ...ORDER, description: text }
        expect(jsonOf(order)).not.toMatch(OBEYED)
        expect(JSON.parse(jsonOf(order))).toEqual(order)
      }),
    )
  })
})
