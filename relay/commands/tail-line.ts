/** One change of an order, for a terminal. */

import { exponentOf, type Snapshot } from '../protocol.ts'

/** In columns. */
export function lineOf(order: Snapshot): string {
  const { updatedAt, id, status, provider, reason, version, safeToRetry } = order
  const columns = [
    updatedAt,
    id.padEnd(20),
    status.padEnd(18),
    moneyOf(order).padEnd(34),
    (provider ?? '–').padEnd(17),
    (reason?.code ?? '–').padEnd(21),
    `v${version}`.padEnd(4),
    safeToRetry ? 'safe to retry' : '',
  ]
  return printable(columns.join('  ').trimEnd())
}

/** Received, less what went back, of what the order asks. */
function moneyOf({ amount, amountReceived, amountRefunded, currency }: Snapshot): string {
  const decimals = currency === null ? 0 : exponentOf(currency)
  const major = (minor: number) => (minor / 10 ** decimals).toFixed(decimals)
  return [
    major(amountReceived),
    ...(amountRefunded > 0 ? ['−', major(amountRefunded)] : []),
    ...(amount === null ? [] : ['of', major(amount)]),
    ...(currency === null ? [] : [currency]),
  ].join(' ')
}

/** What a terminal might obey, or show elsewhere than it stands. */
const COMMANDS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

export const printable = (text: string): string => text.replace(COMMANDS, '')

/** Loses nothing: what a terminal might obey is escaped. */
export const jsonOf = (order: Snapshot): string =>
  JSON.stringify(order).replace(COMMANDS, (command) =>
    command
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  )
