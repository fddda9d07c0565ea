import { notFound } from 'next/navigation'
import { theirOrders } from '@/lib/orders'
import { RELAY_URL } from '@/lib/relay'
import { Payment } from './payment'

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const isTheirs = (await theirOrders()).some((order) => order.id === id)
  if (!isTheirs) notFound()
  return <Payment order={id} relay={RELAY_URL} />
}
