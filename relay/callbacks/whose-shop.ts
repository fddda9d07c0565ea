/** Whether a callback is of this shop, where several share the account at the provider. */

import type { Member } from '../config/config.ts'
import type { Intake } from '../ledger/intake.ts'
import { payloadOf } from '../providers/payload.ts'
import type { Provider } from '../providers/provider.ts'

/**
 * One member that says otherwise makes it another shop's; without any that says so, nobody knows. Of several values
 * for one path, any will do.
 */
export function whoseShop(
  provider: Provider,
  body: Uint8Array,
  only: readonly Member[],
): Pick<Intake, 'shop'> {
  if (only.length === 0) return {}
  let payload: unknown
  try {
    payload = payloadOf(provider, new TextDecoder().decode(body))
  } catch {
    // What is no JSON says nothing of orders either.
    return { shop: 'unsaid' }
  }
  const wanted = Map.groupBy(only, ({ path }) => path.join('.'))
  const said = [...wanted.values()].flatMap((members) => {
    const values = members.map(({ value }) => value)
    return textsAt(payload, members[0]?.path ?? []).map((text) => values.includes(text))
  })
  if (said.includes(false)) return { shop: 'other' }
  return said.length > 0 ? {} : { shop: 'unsaid' }
}

/** What stands there. A list is looked through, unless the path says which of it. */
function textsAt(value: unknown, path: readonly string[]): string[] {
  const [step, ...rest] = path
  if (step === undefined) return textOf(value)
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value) && !/^\d+$/.test(step)) {
    return value.flatMap((each) => textsAt(each, path))
  }
  const own = Object.entries(value).find(([name]) => name === step)
  return own ? textsAt(own[1], rest) : []
}

const textOf = (value: unknown): string[] =>
  typeof value === 'object' || value === undefined ? [] : [String(value)]
