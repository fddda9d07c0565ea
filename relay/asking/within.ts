/** What `work` comes to, if that is within so many ms; else `late`, and the work is told to stop. */
export async function within<T>(
  ms: number,
  late: T,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<T>((resolve) => {
    timer = setTimeout(() => {
      resolve(late)
      stop.abort()
    }, ms)
  })
  try {
    return await Promise.race([work(stop.signal), over])
  } finally {
    clearTimeout(timer)
  }
}
