/** What `serve` says once it is ready. */

import type { ReachedConfig } from '../config/config.ts'
import { callbackUrls, forwardUrls, shown } from './callback-urls.ts'
import { originsOf } from './origins.ts'

export function banner(config: ReachedConfig, hasWidget: boolean): string[] {
  const { asking, store, host, port, publicUrl, webhook } = config
  return [
    `payment-status relay on http://${host}:${port}${publicUrl.endsWith(`:${port}`) ? '' : `, reached as ${publicUrl}`}`,
    `  store      ${placeOf(store)}`,
    ...callbackUrls(config, true).map(([id, url]) => `  ${id.padEnd(18)} ${url}`),
    ...(asking.size > 0 ? [`  asks               ${[...asking.keys()].join(', ')}`] : []),
    ...(webhook ? [`  webhook to         ${shown(webhook.url)}`] : []),
    ...forwardUrls(config).map(([id, url]) => `  ${id} is passed on to ${url}`),
    `  allowed origins    ${originsOf(config)}`,
    ...(config.providers.size === 0 ? ['  no provider is on: set CALLBACK_SECRET_<PROVIDER>'] : []),
    ...(hasWidget ? [] : ['  the widget is not built: run "npm run build"']),
    '  WebSocket ready',
  ]
}

function placeOf(store: ReachedConfig['store']): string {
  if (store.kind === 'memory') return 'memory: (forgets when it stops)'
  if (store.kind === 'sqlite') return store.path
  return `${shown(new URL(store.url))} (schema ${store.schema}, for many nodes)`
}
