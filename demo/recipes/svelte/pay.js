export const relay = 'https://pay.example.com/'

/** Your server says who may see which order: it answers whoever is signed in, and nobody else. */
export async function getToken() {
  const answer = await fetch('/orders-token', { method: 'POST' })
  if (!answer.ok) throw new Error(`/orders-token answered ${answer.status}.`)
  return (await answer.json()).token
}
