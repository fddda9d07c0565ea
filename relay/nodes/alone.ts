/** The bus of a node that has its store to itself: there is nobody to tell. */

import type { Bus } from './bus.ts'

export const alone: Bus = {
  kind: 'alone',
  isConnected: true,
  tell() {},
  listen: () => () => {},
  ask: async () => [],
  async close() {},
}
