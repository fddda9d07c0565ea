/** What this tab remembers of its visit: through a reload, not into another tab. */

import * as v from 'valibot'
import type { Network } from './server.ts'

const Kept = v.object({
  order: v.string(),
  number: v.string(),
  isEscrow: v.boolean(),
  /** When somebody last touched the stage, in ms since 1970. */
  at: v.number(),
})
export type Kept = v.InferOutput<typeof Kept>

/** After so long without a touch, whoever comes next is another visitor. In ms. */
export const VISIT = 5 * 60_000

const LINE = /^[a-z0-9]{8}$/

/** The name of this page's own line to the relay: what cuts it cuts no one else's. */
export function lineOf(): string {
  const kept = sessionStorage.getItem('line') ?? ''
  if (LINE.test(kept)) return kept
  const letters = crypto.getRandomValues(new Uint8Array(8))
  const line = [...letters].map((each) => (each % 36).toString(36)).join('')
  sessionStorage.setItem('line', line)
  return line
}

const NETWORKS: readonly Network[] = ['open', 'no sockets', 'offline', 'silent']

export const networkOf = (): Network => {
  const kept = sessionStorage.getItem('network')
  return NETWORKS.find((network) => network === kept) ?? 'open'
}

export const keepNetwork = (network: Network): void => sessionStorage.setItem('network', network)

/** The order of this visit; undefined: there is none, or it was another visitor's. */
export function keptOrder(): Kept | undefined {
  const kept = v.safeParse(Kept, parse(sessionStorage.getItem('order')))
  return kept.success && Date.now() - kept.output.at < VISIT ? kept.output : undefined
}

export const keepOrder = (kept: Kept): void => sessionStorage.setItem('order', JSON.stringify(kept))
export const forgetOrder = (): void => sessionStorage.removeItem('order')

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}
