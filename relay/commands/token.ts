/** `token`: a token for an order's page, on standard output. */

import { parseArgs } from 'node:util'
import type { Environment } from '../config/config.ts'
import { tokens } from '../access/token.ts'
import { tokenWanted } from '../api/token-requests.ts'
import { RelayError } from '../http/problem.ts'
import { Refusal } from './refusal.ts'
import { requireConfig } from './require-config.ts'

const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const

export async function token(args: string[], env: Environment): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      order: { type: 'string' },
      customer: { type: 'string' },
      ttl: { type: 'string', default: '1h' },
    },
  })
  const { order, customer } = values
  if (order === undefined && customer === undefined) {
    throw new Refusal('For whom? token --order ORD-1205 [--customer 42] [--ttl 1h]', 64)
  }

  const [, count, unit = 's'] = /^(\d{1,7})([smhd]?)$/.exec(values.ttl) ?? []
  const seconds = Number(count) * (SECONDS[unit as keyof typeof SECONDS] ?? 1)
  if (!(seconds > 0)) throw new Refusal(`"${values.ttl}" is no time. Such as 90s, 15m, 1h, 7d.`, 64)

  const { grant, ttl } = allowed({
    ...(order !== undefined && { orders: [order] }),
    ...(customer !== undefined && { customer }),
    ttl: seconds,
  })
  const { config } = requireConfig(env)
  const issued = await tokens(config.tokenSecrets).issue(grant, ttl, Date.now())
  process.stdout.write(`${issued.token}\n`)
}

function allowed(wanted: object): ReturnType<typeof tokenWanted> {
  try {
    return tokenWanted(wanted)
  } catch (error) {
    throw error instanceof RelayError ? new Refusal(error.message, 64) : error
  }
}
