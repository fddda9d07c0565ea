/** Resolves after so many ms; at once, where it is told to stop. Holds no process up. */
export function pause(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      stop.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms).unref()
    stop.addEventListener('abort', end)
    if (stop.aborted) end()
  })
}
