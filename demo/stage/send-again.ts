/** The same request once more, from this page: what a provider, or anybody, may do at any time. */

import type { Happening } from './happening.ts'

let count = 0

/** What sends it again, and tells how it was answered; undefined: it is nothing that one sends. */
export function sendAgain(
  happening: Happening,
  tell: (happening: Happening) => void,
): (() => void) | undefined {
  const { again, request, lane } = happening
  if (again) return again
  // What the shop sends and the relay asks has a key, which is not shown: without it, it would prove nothing.
  if (!request || lane === 'shop' || lane === 'relay') return undefined
  return () => void send(happening, request, tell)
}

async function send(
  { id, text, lane }: Happening,
  request: NonNullable<Happening['request']>,
  tell: (happening: Happening) => void,
): Promise<void> {
  const { method, headers, body } = request
  // Wherever the relay is, this page reaches it under its own address.
  const { pathname, search } = new URL(request.url, location.href)
  const at = Date.now()
  const response = await fetch(pathname + search, {
    method,
    headers,
    ...(body && { body }),
  }).catch(() => undefined)
  const answer = response && {
    status: response.status,
    body: await response.text(),
    ms: Date.now() - at,
  }
  tell({
    id: `again-${++count}`,
    at,
    lane,
    text: `again: ${text}${answer ? ` → ${answer.status}` : ', no answer'}`,
    tone: answer && answer.status < 300 ? 'plain' : 'bad',
    cause: id,
    request,
    ...(answer && { answer }),
  })
}
