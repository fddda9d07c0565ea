/**
 * Runs in a page before everything else: a socket may take its time to answer, and not just `timeout` ms. On a slow
 * machine one that takes longer, while a poll is answered, looks like one on a network that eats sockets; and is not
 * tried again for minutes.
 */
export function patient(timeout: number): void {
  const { setTimeout } = window
  Object.assign(window, {
    setTimeout: (run: TimerHandler, ms = 0, ...given: unknown[]) =>
      setTimeout(run, ms === timeout ? 60_000 : ms, ...given),
  })
}
