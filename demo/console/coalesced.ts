/** Work of which the latest run counts: asked for while it is done, it is done once more after that. */
export function coalesced(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  let isWanted = false
  const run = async (): Promise<void> => {
    do {
      isWanted = false
      await work()
    } while (isWanted)
  }
  return () => {
    isWanted = true
    running ??= run().finally(() => (running = undefined))
    return running
  }
}
