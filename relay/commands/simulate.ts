/** `simulate`: sends this relay a callback, signed exactly as the provider signs it. */

import { parseArgs } from 'node:util'
import { callbackUrl, reached, type Environment } from '../config/config.ts'
import { isOrderId, STATUSES } from '../protocol.ts'
import { PROVIDERS } from '../providers/index.ts'
import { simulatedCallback } from '../providers/simulated-callback.ts'
import { addressOf } from './local-address.ts'
import { Refusal } from './refusal.ts'
import { requireConfig } from './require-config.ts'

export async function simulate(args: string[], env: Environment): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      order: { type: 'string' },
      status: { type: 'string' },
      amount: { type: 'string', default: '100' },
      currency: { type: 'string', default: 'KES' },
    },
  })
  const { config } = requireConfig(env)
  const provider = PROVIDERS.get(positionals[0] ?? '')
  const on = provider && config.providers.get(provider.id)
  const [secret] = on?.secrets ?? []
  const status = STATUSES.find((known) => known === values.status)
  const amount = Number(values.amount)

  if (!provider || !on || secret === undefined) {
    const ids = [...config.providers.keys()].join(', ') || 'none'
    throw new Refusal(`"${positionals[0] ?? ''}" is not on. On: ${ids}.`, 64)
  }
  if (provider.schemes.some(({ kind }) => kind === 'certificate')) {
    throw new Refusal(
      `${provider.name} signs with a key that only ${provider.name} has: use its own simulator.`,
      64,
    )
  }
  if (!isOrderId(values.order)) throw new Refusal('Which order? --order ORD-1205', 64)
  if (!status) throw new Refusal(`Which status? --status ${STATUSES.join('|')}`, 64)
  if (!provider.statuses.includes(status)) {
    const known = provider.statuses.join('|')
    throw new Refusal(`${provider.name} has no event for "${status}". --status ${known}`, 64)
  }
  if (!Number.isSafeInteger(amount) || amount < 0) {
    throw new Refusal(`"${values.amount}" is no amount in minor units.`, 64)
  }

  const address = addressOf(config)
  const url = callbackUrl(on, reached(config).publicUrl, provider.id)
  const event = { url, orderId: values.order, status, amount, currency: values.currency }
  const callback = simulatedCallback(provider, secret, event, Date.now())

  const here = `http://${address}/callbacks/${provider.id}${callback.path}`
  const response = await fetch(here, { method: 'POST', ...callback }).catch((error: unknown) => {
    throw new Refusal(`No relay answers at ${address}: ${String(error)}.`, 69)
  })
  const answer = `${provider.name} → ${response.status} ${response.statusText} ${await response.text()}`
  if (!response.ok) throw new Refusal(answer, 69)
  process.stdout.write(`${answer}\n`)
}
