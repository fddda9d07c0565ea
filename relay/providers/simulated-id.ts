import { hash } from 'node:crypto'

/** What a simulated provider calls something: of the same text always the same, in base 36. At most 49 long. */
export const simulatedId = (of: string, length: number): string =>
  BigInt(`0x${hash('sha256', of, 'hex')}`)
    .toString(36)
    .padStart(length, '0')
    .slice(-length)
