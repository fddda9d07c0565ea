import { TokenRefused } from './client/tokens.ts'

/** After these answers nobody asks again until something changes: back, online, `refresh()`, another URL. */
const REFUSALS = [401, 403, 404]

/** Asks the shop's own server for a token, with same-origin credentials: for the order, or for who is signed in. */
export async function tokenFrom(url: string, order?: string): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ order }),
  })
  const problem = `token-url answered ${response.status}, not { "token": "…" }.`
  if (REFUSALS.includes(response.status)) throw new TokenRefused(problem)
  // A page that asks to sign in is an answer, too: 200, and no JSON.
  const body: { token?: unknown } | null = await response.json().catch(() => null)
  if (!response.ok || typeof body?.token !== 'string') throw new Error(problem)
  return body.token
}
