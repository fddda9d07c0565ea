/**
 * Razorpay's order, which its checkout pays.
 *
 * @see https://razorpay.com/docs/api/orders/create/
 */

import 'server-only'

const {
  RAZORPAY_URL = 'https://api.razorpay.com',
  RAZORPAY_KEY_ID,
  RAZORPAY_KEY_SECRET,
} = process.env

/** How long Razorpay may take to answer. In ms. */
const PATIENCE = 20_000

/** Its id. `amount` in paise. */
export async function createRazorpayOrder(order: string, amount: number): Promise<string> {
  const credentials = Buffer.from(`${RAZORPAY_KEY_ID}:${RAZORPAY_KEY_SECRET}`).toString('base64')
  const response = await fetch(`${RAZORPAY_URL}/v1/orders`, {
    method: 'POST',
    headers: { Authorization: `Basic ${credentials}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ amount, currency: 'INR', receipt: order, notes: { order_id: order } }),
    signal: AbortSignal.timeout(PATIENCE),
  })
  if (!response.ok) throw new Error(`Razorpay: ${response.status} ${await response.text()}`)
  const { id }: { id: string } = await response.json()
  return id
}
