/** The shopper presses Pay. */

import { newOrder, theirOrders, type Order } from '@/lib/orders'
import { createRazorpayOrder } from '@/lib/razorpay'
import { ask, type Registered } from '@/lib/relay'

/** What Razorpay's checkout needs; or the order alone, where nothing is to be paid now: its page shows why. */
export async function POST(): Promise<Response> {
  try {
    const open = (await theirOrders()).findLast(({ isPaid }) => !isPaid)
    const order = open ?? (await newOrder())
    const { status, safeToRetry } = await register(order)
    if (status !== 'pending' && !safeToRetry) return Response.json({ order: order.id })
    return Response.json({
      order: order.id,
      checkout: {
        key: process.env.RAZORPAY_KEY_ID,
        order_id: order.razorpay,
        amount: order.amount,
        currency: 'INR',
        name: 'Kikoy House',
        description: order.description,
      },
    })
  } catch (error) {
    console.error(error)
    return Response.json({ error: 'That did not work. Please try again.' }, { status: 502 })
  }
}

/** Razorpay's order, once; and the relay, which knows it by Razorpay's id, too. How the order stands. */
async function register(order: Order): Promise<Registered['order']> {
  order.razorpay ??= await createRazorpayOrder(order.id, order.amount)
  const registered = await ask<Registered>('PUT', `/orders/${order.id}`, {
    amount: order.amount,
    currency: 'INR',
    merchant: 'Kikoy House',
    description: order.description,
    references: [order.razorpay],
  })
  return registered.order
}
