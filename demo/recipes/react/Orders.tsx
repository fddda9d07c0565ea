import { usePaymentStatus } from 'payment-status/react'
import { getToken, relay } from './pay.ts'

/** A list that you draw yourself: over one connection, however many they are. */
export function Orders({ orders }: { orders: string[] }) {
  const all = usePaymentStatus({ relay, orders, getToken })
  return (
    <ul>
      {all.map(({ snapshot, isSilent, isSafeToRetry, error, refresh }, at) => (
        <li key={orders[at]}>
          {orders[at]}: {isSilent && 'no connection; it was '}
          {snapshot?.status ?? error?.message ?? '…'}{' '}
          {isSilent && <button onClick={refresh}>Check now</button>}
          {isSafeToRetry && <a href={`/checkout?order=${orders[at]}`}>Try again</a>}
        </li>
      ))}
    </ul>
  )
}
