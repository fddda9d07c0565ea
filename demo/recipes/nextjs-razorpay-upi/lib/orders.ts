/** Your database, and whose orders they are. */

import 'server-only'
import { randomBytes } from 'node:crypto'
import { cookies } from 'next/headers'

export interface Order {
  id: string
  /** Who made it: the session's cookie. */
  session: string
  /** In paise. */
  amount: number
  description: string
  /** Razorpay's id of it. */
  razorpay?: string
  isPaid: boolean
}

declare global {
  var orders: Map<string, Order> | undefined
}

// Route handlers are bundled apart from each other: what they share is global, until it is your database.
const orders = (globalThis.orders ??= new Map())

const COOKIE = 'session'

export const orderOf = (id: string): Order | undefined => orders.get(id)

/** The orders of whoever is here, oldest first. */
export async function theirOrders(): Promise<Order[]> {
  const session = (await cookies()).get(COOKIE)?.value
  return [...orders.values()].filter((order) => session && order.session === session)
}

/** Your cart becomes an order. Its id opens nothing, and cannot be guessed either. */
export async function newOrder(): Promise<Order> {
  const jar = await cookies()
  const session = jar.get(COOKIE)?.value ?? randomBytes(24).toString('base64url')
  jar.set(COOKIE, session, {
    httpOnly: true,
    sameSite: 'lax',
    secure: process.env.NODE_ENV === 'production',
  })
  const id = `ORD-${randomBytes(8).toString('hex')}`
  const order = { id, session, amount: 49_900, description: '2 × towel', isPaid: false }
  orders.set(id, order)
  return order
}
