/** `simulate`: sends this relay a callback, signed exactly as the provider signs it. */

import { createInterface } from 'node:readline/promises'
import * as v from 'valibot'
import { callbackUrl, reached, type Config } from '../config/config.ts'
import { didYouMean } from '../nearest.ts'
import { isLoopback } from '../http/loopback.ts'
import { isOrderId, parseJson, REASON_CODES, STATUSES } from '../protocol.ts'
import { PROVIDERS } from '../providers/index.ts'
import { simulatedCallback } from '../providers/simulated-callback.ts'
import { shown } from './callback-urls.ts'
import { command } from './command.ts'
import { localHostOf } from './local-host.ts'
import { Refusal } from './refusal.ts'
import { requireConfig } from './require-config.ts'

const Asked = v.object({
  status: v.picklist(STATUSES),
  amount: v.nullish(v.number()),
  currency: v.nullish(v.string()),
})

export const simulate = command({
  name: 'simulate',
  summary: 'sends this relay a callback, signed as the provider signs it',
  usage: 'PROVIDER --order ID --status S [--reason R] [--amount N --currency C] [--yes]',
  details: [
    'The relay believes it: the order’s page shows it, and WEBHOOK_URL hears of it. On a public address it asks first.',
  ],
  words: 1,
  options: {
    order: { type: 'string', value: 'ID', help: 'the order that it speaks of' },
    status: { type: 'string', value: 'S', help: STATUSES.join(', ') },
    reason: { type: 'string', value: 'R', help: 'why, where the provider has a code for it' },
    amount: { type: 'string', value: 'N', help: 'in minor units; else what the order asks' },
    currency: { type: 'string', value: 'C', help: 'as ISO 4217 has it; else the order’s' },
    yes: { type: 'boolean', default: false, help: 'does not ask' },
  },
  example: 'simulate stripe --order ORD-1205 --status succeeded --amount 500000 --currency KES',

  async run({ values, positionals: [id] }, env) {
    const { config } = requireConfig(env)
    if (id === undefined) throw new Refusal(`Which provider? On: ${on(config)}.`, 64)
    const provider = PROVIDERS.get(id)
    if (!provider) {
      throw new Refusal(
        `There is no provider "${id}".${didYouMean(id, PROVIDERS.keys())} On: ${on(config)}.`,
        64,
      )
    }
    const settings = config.providers.get(id)
    const [secret] = settings?.secrets ?? []
    const status = STATUSES.find((known) => known === values.status)

    if (!settings || secret === undefined) {
      throw new Refusal(`"${id}" is not on. On: ${on(config)}.`, 64)
    }
    if (provider.schemes.some(({ kind }) => kind === 'certificate')) {
      throw new Refusal(
        `${provider.name} signs with a key that only ${provider.name} has: use its own simulator.`,
        64,
      )
    }
    if (!isOrderId(values.order)) throw new Refusal('Which order? --order ORD-1205', 64)
    if (!status) {
      const meant = didYouMean(values.status ?? '', STATUSES)
      throw new Refusal(`Which status?${meant} --status ${STATUSES.join('|')}`, 64)
    }
    if (!provider.statuses.includes(status)) {
      const known = provider.statuses.join('|')
      throw new Refusal(`${provider.name} has no event for "${status}". --status ${known}`, 64)
    }
    const reason = REASON_CODES.find((known) => known === values.reason)
    if (values.reason !== undefined && !reason) {
      const meant = didYouMean(values.reason, REASON_CODES)
      throw new Refusal(`Which reason?${meant} --reason ${REASON_CODES.join('|')}`, 64)
    }
    const given = values.amount === undefined ? undefined : Number(values.amount)
    if (given !== undefined && (!Number.isSafeInteger(given) || given < 0)) {
      throw new Refusal(`"${values.amount}" is no amount in minor units.`, 64)
    }

    const address = localHostOf(config)
    const url = callbackUrl(settings, reached(config).publicUrl, id)
    const { order: orderId } = values
    const asked = await orderAt(address, orderId, config).catch(noRelay(address))
    const amount = given ?? asked?.amount ?? 100
    const currency = values.currency ?? asked?.currency ?? 'KES'
    const event = { url, orderId, status, amount, currency, ...(reason && { reason }) }
    const callback = signed(() => simulatedCallback(provider, secret, event, Date.now()))
    if (!values.yes) await agreed(config, `${orderId} becomes "${status}"`)

    const here = `http://${address}/callbacks/${id}${callback.path}`
    const response = await fetch(here, { method: 'POST', ...callback }).catch(noRelay(address))
    if (response.status === 401 && provider.trust === 'address') {
      throw new Refusal(
        `The relay knows no order ${values.order} that could have this address. Register it first, with ` +
          `PUT /orders/${values.order}. (Or is the relay’s CALLBACK_SECRET of ${provider.name} another one?)`,
        69,
      )
    }
    const answer = `${provider.name} → ${response.status} ${response.statusText} ${await response.text()}`
    if (!response.ok) throw new Refusal(answer, 69)
    const became = await becameOf(orderId, status, address, config)
    process.stdout.write(`${answer}\n${became}\n`)
  },
})

/** A provider has no code for each of our reasons. */
function signed<T>(make: () => T): T {
  try {
    return make()
  } catch (error) {
    throw new Refusal(error instanceof Error ? error.message : String(error), 64)
  }
}

/** A provider hears only that its callback is on disk; who simulates one wants to know what came of it. */
async function becameOf(
  id: string,
  wanted: string,
  address: string,
  config: Config,
): Promise<string> {
  const found = await orderAt(address, id, config).catch(() => 'gone' as const)
  if (found === 'gone') return `The relay at ${address} is gone: what ${id} is now, nobody tells.`
  const status = found?.status
  if (status === wanted) return `${id} is "${wanted}" now.`
  const hint =
    config.testMoney === 'refuse'
      ? ' TEST_MONEY is refuse: test money counts for orders that are registered with test: true.'
      : ''
  const is = status === undefined ? 'is not known to the relay' : `is "${String(status)}"`
  return `${id} ${is}. If the callback led to nothing, GET /callbacks tells why.${hint}`
}

/** What the relay at `address` knows of it; undefined: nothing. */
async function orderAt(
  address: string,
  id: string,
  { apiKeys: [key = ''] }: Config,
): Promise<v.InferOutput<typeof Asked> | undefined> {
  const headers = { Authorization: `Bearer ${key}` }
  const response = await fetch(`http://${address}/orders/${id}`, { headers })
  const order = parseJson(await response.text())
  return response.ok && v.is(Asked, order) ? order : undefined
}

const noRelay = (address: string) => (): never => {
  throw new Refusal(
    `No relay answers at ${address}. Start it, or set HOST and PORT as it has them.`,
    69,
  )
}

const on = ({ providers }: Config): string => [...providers.keys()].join(', ') || 'none'

/** Where others than this machine reach the relay, what is simulated may ship goods: somebody must want it. */
async function agreed({ publicUrl, webhook }: Config, what: string): Promise<void> {
  if (publicUrl === undefined || isLoopback(new URL(publicUrl).hostname)) return
  const hearer = webhook ? `, and ${shown(webhook.url)} hears of it` : ''
  const warning = `This is the relay at ${publicUrl}. It will believe that ${what}: the order’s page shows it${hearer}.`
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new Refusal(`${warning} To do it all the same, say --yes. Nothing was sent.`, 64)
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question(`${warning}\nGo on? (y/N) `)
  terminal.close()
  if (!/^y(es)?$/i.test(answer.trim())) throw new Refusal('Nothing was sent.', 64)
}
