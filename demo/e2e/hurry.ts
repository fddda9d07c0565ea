/** Runs in a page before everything else: its clock goes twenty times as fast, so that no test waits. */
export function hurry(): void {
  const { setTimeout, setInterval } = window
  const now = Date.now.bind(Date)
  const start = now()
  Date.now = () => start + (now() - start) * 20
  Object.assign(window, {
    setTimeout: (run: TimerHandler, ms = 0, ...given: unknown[]) =>
      setTimeout(run, ms / 20, ...given),
    setInterval: (run: TimerHandler, ms = 0, ...given: unknown[]) =>
      setInterval(run, ms / 20, ...given),
  })
}
