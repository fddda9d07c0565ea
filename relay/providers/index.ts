/** The registry: one line each. */

import type { Provider } from './provider.ts'

export const PROVIDERS: ReadonlyMap<string, Provider> = new Map(
  ([] as Provider[]).map((provider) => [provider.id, provider]),
)
