/** What other tabs of this origin have shown need not be shown here. */

/**
 * Says what this tab shows, and hears what others do. `isOurs`: both show the same, and it is the other one that takes
 * it back.
 */
export function openTabs(
  hear: (change: string, isOurs: boolean) => void,
): (change: string) => void {
  const rank = Math.random()
  try {
    const tabs = new BroadcastChannel('payment-status toasts')
    tabs.onmessage = ({ data }) => {
      const { change, rank: theirs } = data ?? {}
      // Whatever runs on this origin may say anything here.
      if (typeof change === 'string') hear(change, rank < theirs)
    }
    return (change) => tabs.postMessage({ change, rank })
  } catch {
    // There are none that this page may know of.
    return () => {}
  }
}
