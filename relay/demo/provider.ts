import { Hono } from 'hono'
import * as v from 'valibot'
import { callbackUrl, type ReachedConfig } from '../config/config.ts'
import { readBody } from '../http/body.ts'
import { problem } from '../http/problem.ts'
import { STATUSES } from '../protocol.ts'
import { PROVIDERS } from '../providers/index.ts'
import { simulatedCallback } from '../providers/simulated-callback.ts'
import { BASKET, OrderId, relayAddress } from './shop.ts'

const Told = v.object({
  order: OrderId,
  provider: v.picklist([...PROVIDERS.keys()]),
  status: v.picklist(STATUSES),
})

/** What the page offers: those with which the basket can be paid, and what each can tell of it. */
export const OFFERED = [...PROVIDERS.values()]
  .filter(({ currency = BASKET.currency }) => currency === BASKET.currency)
  .map(({ id, name, statuses }) => ({ id, name, statuses }))

/** A provider: signs, and calls back. */
export const provider = (config: ReachedConfig): Hono =>
  new Hono().post('/callbacks', async (c) => {
    const { order: orderId, provider: id, status } = await readBody(c, Told)
    const adapter = PROVIDERS.get(id)
    const settings = config.providers.get(id)
    const [secret] = settings?.secrets ?? []
    if (!settings || secret === undefined || !adapter?.statuses.includes(status)) {
      return problem('invalid_request', `${id} has no event for "${status}".`)
    }

    const { amount, currency } = BASKET
    const given = callbackUrl(settings, config.publicUrl, id)
    const event = { url: given, orderId, status, amount, currency }
    const { path, headers, body } = simulatedCallback(adapter, secret, event, Date.now())
    const url = `${relayAddress(config)}/callbacks/${id}${path}`
    const response = await fetch(url, { method: 'POST', headers, body })
    return c.json({ path: `/callbacks/${id}${path}`, headers, body, answered: response.status })
  })
