/** The other tabs of this origin: each has its own connection, and one may hear before another. */

/** What a tab has seen. No more: what it says, the others ask the relay. */
export interface TabSighting {
  relay: string
  order: string
  epoch: string
  version: number
}

/** Where there are no others, or none that this page may know of. */
const ALONE: Tabs = { tell() {}, stop() {} }

export interface Tabs {
  tell(sighting: TabSighting): void
  stop(): void
}

/** `hear` is told what others have seen. */
export function openTabs(hear: (sighting: TabSighting) => void): Tabs {
  // Node has channels, and no tabs.
  if (typeof document === 'undefined') return ALONE
  try {
    const tabs = new BroadcastChannel('payment-status')
    tabs.onmessage = ({ data }) => hear(data)
    return { tell: (sighting) => tabs.postMessage(sighting), stop: () => tabs.close() }
  } catch {
    return ALONE
  }
}
