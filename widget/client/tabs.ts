/** The other tabs of this origin: each has its own connection, and one may hear before another. */

/** What a tab has seen. No more: what it says, the others ask the relay. */
export interface Sighting {
  relay: string
  order: string
  epoch: string
  version: number
}

export interface Tabs {
  tell(sighting: Sighting): void
  stop(): void
}

/** `hear` is told what others have seen. Where there are no tabs, such as in Node, there is nobody. */
export function openTabs(hear: (sighting: Sighting) => void): Tabs | undefined {
  if (typeof document === 'undefined') return undefined
  try {
    const tabs = new BroadcastChannel('payment-status')
    tabs.onmessage = ({ data }) => hear(data)
    return { tell: (sighting) => tabs.postMessage(sighting), stop: () => tabs.close() }
  } catch {
    // This page may not know of others.
    return undefined
  }
}
