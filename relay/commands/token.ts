/** `token`: a token for an order's page, on standard output. */

import { tokens } from '../access/token.ts'
import { tokenWanted } from '../api/token-requests.ts'
import { RelayError } from '../http/problem.ts'
import { command } from './command.ts'
import { Refusal } from './refusal.ts'
import { requireConfig } from './require-config.ts'

const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const

export const token = command({
  name: 'token',
  summary: 'prints a token for an order’s page, or a customer’s',
  usage: '--order ID [--customer ID] [--ttl 1h]',
  words: 0,
  options: {
    order: {
      type: 'string',
      value: 'ID',
      help: 'the order that it opens; "*" is for staff, and opens all',
    },
    customer: { type: 'string', value: 'ID', help: 'the customer whose orders it opens' },
    ttl: {
      type: 'string',
      value: 'TIME',
      default: '1h',
      help: 'how long it is good: 90s, 15m, 1h, 7d; 30d at most, and 12h for "*"',
    },
  },
  example: 'token --order ORD-1205 --ttl 15m',

  async run({ values: { order, customer, ttl } }, env) {
    if (order === undefined && customer === undefined) {
      throw new Refusal('For whom? token --order ORD-1205 [--customer 42] [--ttl 1h]', 64)
    }
    const wanted = allowed({
      ...(order !== undefined && { orders: [order] }),
      ...(customer !== undefined && { customer }),
      ttl: secondsOf(ttl),
    })
    const { config } = requireConfig(env)
    const { issue } = tokens(config.tokenSecrets, { rollout: config.realtimeRollout })
    const issued = await issue(wanted.grant, wanted.ttl, Date.now())
    process.stdout.write(`${issued.token}\n`)
  },
})

function secondsOf(time: string): number {
  const [, count, unit = 's'] = /^(\d{1,7})([smhd]?)$/.exec(time) ?? []
  const seconds = Number(count) * (SECONDS[unit as keyof typeof SECONDS] ?? 1)
  if (!(seconds > 0)) throw new Refusal(`"${time}" is no time. Such as 90s, 15m, 1h, 7d.`, 64)
  return seconds
}

function allowed(wanted: object): ReturnType<typeof tokenWanted> {
  try {
    return tokenWanted(wanted)
  } catch (error) {
    throw error instanceof RelayError ? new Refusal(error.message, 64) : error
  }
}
