/** The other tabs of this origin: each has its own connection, and one may hear before another. */

import { isCount, isString, type UpToDate } from '../../relay/protocol.ts'

/** Where there are no others, or none that this page may know of. */
const ALONE: Tabs = { tell() {}, stop() {} }

export interface Tabs {
  /** Which version of an order this one has seen. No more: what it says, the others ask the relay. */
  tell(seen: UpToDate): void
  stop(): void
}

/** `hear` is told what others that follow the same relay have seen. */
export function openTabs(relay: string, hear: (seen: UpToDate) => void): Tabs {
  // Node has channels, and no tabs.
  if (typeof document === 'undefined') return ALONE
  try {
    const tabs = new BroadcastChannel(`payment-status ${relay}`)
    tabs.onmessage = ({ data }) => {
      const { id, epoch, version } = data ?? {}
      // Whatever runs on this origin may say anything here.
      if ([id, epoch].every(isString) && isCount(version)) hear({ id, epoch, version })
    }
    return { tell: (seen) => tabs.postMessage(seen), stop: () => tabs.close() }
  } catch {
    return ALONE
  }
}
