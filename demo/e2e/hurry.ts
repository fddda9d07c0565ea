/**
 * Runs in a page before everything else: long waits are a twentieth as long, so that no test waits. What is to
 * happen within seconds keeps its time, for the machine may be slow.
 */
export function hurry(): void {
  const LONG = 5_000
  const { setTimeout } = window
  Object.assign(window, {
    setTimeout: (run: TimerHandler, ms = 0, ...given: unknown[]) =>
      setTimeout(run, ms < LONG ? ms : ms / 20, ...given),
  })
}
