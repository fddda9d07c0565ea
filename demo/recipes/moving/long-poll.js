/** The first step away from polling: instead of asking every few seconds, the page is answered when something changes. */

export async function longPoll({ relay, order, getToken, show, signal }) {
  let token = await getToken()
  let known
  while (!signal.aborted) {
    try {
      const headers = { Authorization: `Bearer ${token}`, ...(known && { 'If-None-Match': known }) }
      // Nothing known yet: answered at once. From then on, held until it is something else.
      const wait = known ? '?wait=25' : ''
      const answer = await fetch(`${relay}orders/${order}${wait}`, { headers, signal })
      if (answer.ok) {
        known = answer.headers.get('ETag')
        show(await answer.json())
      } else if (answer.status === 401) token = await getToken()
      // 304: nothing new in 25 s. All else wants a moment.
      else if (answer.status !== 304) await pause(Number(answer.headers.get('Retry-After') ?? 5))
    } catch {
      await pause(5)
    }
  }
}

const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000))
