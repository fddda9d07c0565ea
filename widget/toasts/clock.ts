/** The clock of the toasts: one that only goes forward. Tests turn it themselves. */
export const clock = {
  now: (): number => performance.now(),
  /** Rings once, after so many ms, until it is stopped. */
  ring(bell: () => void, ms: number): () => void {
    const timer = setTimeout(bell, ms)
    return () => clearTimeout(timer)
  },
}
