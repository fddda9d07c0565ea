import { useState } from 'react'
import 'payment-status'
import type {} from 'payment-status/react'
import { getToken, relay } from './pay.ts'

/** The page after Pay. What somebody saw happen is a sale; what was found so on a reload is none. */
export function Payment({ order }: { order: string }) {
  const [receipt, setReceipt] = useState<string>()
  return (
    <>
      <payment-status
        relay={relay}
        order={order}
        getToken={getToken}
        onpayment-succeeded={({ snapshot, seen }) => {
          if (seen) setReceipt(snapshot.receipt)
        }}
      />
      {receipt && <output>Thank you. Receipt {receipt}</output>}
    </>
  )
}
