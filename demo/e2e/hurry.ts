/** Runs in a page before everything else: its clock goes twenty times as fast, so that no test waits. */
export function hurry(): void {
  const { setTimeout, setInterval, Date } = window
  const start = Date.now()
  const faster = (ms = 0) => ms / 20
  Object.assign(window, {
    setTimeout: (run: () => void, ms?: number) => setTimeout(run, faster(ms)),
    setInterval: (run: () => void, ms?: number) => setInterval(run, faster(ms)),
  })
  const now = Date.now.bind(Date)
  Date.now = () => start + (now() - start) * 20
}
