/// <reference types="payment-status/react" />
'use client'

import 'payment-status'

export function Payment({ order, relay }: { order: string; relay: string }) {
  return (
    <payment-status order={order} relay={relay} token-url="/api/payment-token" retry-url="/">
      We are checking your payment…
    </payment-status>
  )
}
