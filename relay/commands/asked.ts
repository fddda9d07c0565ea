/** What `check` tells of asking: who is asked, where and as whom, and what that changes. */

import { askables, takesOrderIds } from '../asking/askable.ts'
import { settingOf, type AskConfig, type Config } from '../config/config.ts'
import type { Asking, Parts } from '../providers/asking.ts'
import { hostAsked } from '../providers/authorize.ts'
import { probeOf } from '../providers/hear.ts'
import { PROVIDERS } from '../providers/index.ts'
import type { Provider } from '../providers/provider.ts'
import { masked } from './masked.ts'

/** Of a provider that is on, or asked. */
export function askedLines(id: string, { asking: all, providers, verifies }: Config): string[] {
  const provider = PROVIDERS.get(id)
  const asking = provider?.asking
  if (!provider || !asking || 'cannot' in asking) return []
  const config = all.get(id)
  const provesLittle = provider.trust === 'token' || provider.trust === 'address'
  if (!config) return provesLittle && verifies ? [hintOf(provider, asking)] : []
  const { alsoMay } = asking.credentials
  return [
    ...whereOf(asking, config),
    ...(alsoMay ? [`its key may ${alsoMay}, too`] : []),
    ...(providers.has(id)
      ? gainsOf(provider, asking, verifies && provesLittle)
      : ['nobody calls back: asking alone finds what is paid']),
  ]
}

/** A line for each host: some are part of the credentials. */
function whereOf(asking: Asking, { credentials, where }: AskConfig): string[] {
  const hostOf = (parts: Parts) => {
    const question = probeOf(asking, parts)
    return question ? hostAsked(asking, question, { parts, where }) : ''
  }
  const suffix = typeof where === 'string' ? ` (${where})` : ''
  return [...Map.groupBy(credentials, hostOf)].map(
    ([host, all]) => `asked at ${host}${suffix}, with ${masked(all.map(textOf(asking)))}`,
  )
}

const textOf =
  ({ credentials: { callbackSecret } }: Asking) =>
  (parts: Parts): string =>
    Object.entries(parts)
      .flatMap(([name, part]) => (name === callbackSecret ? [] : [part]))
      .join(':')

const hintOf = ({ id }: Provider, { credentials: { form } }: Asking): string =>
  `not asked: ASK_${settingOf(id)} (${form}) would verify what its callbacks say`

function gainsOf(
  { id, asksApart }: Provider,
  { cannotVerify }: Asking,
  isVerified: boolean,
): string[] {
  if (!isVerified) return ['callbacks are believed at once; asking finds those that are lost']
  const believed = [
    ...(asksApart ? [`orders without asks["${id}"]`] : []),
    ...(cannotVerify === undefined ? [] : [cannotVerify.what]),
  ]
  return [
    'what callbacks say counts as processing until an answer says it',
    ...believed.map((what) => `but believed at once, with nothing to ask by: ${what}`),
  ]
}

/** Of all that are asked. */
export function askedAbout({ asking }: Config): string[] {
  if (asking.size === 0) return []
  const names = [...askables(asking.keys()).values()]
    .filter((each) => takesOrderIds(each.asking))
    .map(({ provider }) => provider.name)
  return [
    '',
    'Only orders that are registered (PUT /orders/:id) are asked about: by their asks, and by what callbacks name.',
    ...(names.length === 1 ? [`${names[0]} is asked by the order’s own id, too.`] : []),
    ...(names.length > 1
      ? [`The order’s own id is shown to one alone: of ${names.join(', ')}, asks must say which.`]
      : []),
  ]
}
