'use client'

import { useRouter } from 'next/navigation'
import Script from 'next/script'
import { useState } from 'react'

declare global {
  interface Window {
    Razorpay: new (options: object) => { open(): void }
  }
}

export function Checkout() {
  const router = useRouter()
  const [isBusy, setIsBusy] = useState(false)
  const [error, setError] = useState('')

  async function pay() {
    setIsBusy(true)
    setError('')
    try {
      const response = await fetch('/api/orders', { method: 'POST' })
      const { order, checkout, error } = await response.json()
      if (!response.ok) throw new Error(error)
      const showOrder = () => router.push(`/orders/${order}`)
      // It may be paid already, or be under way.
      if (!checkout) return showOrder()
      const razorpay = new window.Razorpay({
        ...checkout,
        method: { upi: true, card: false, netbanking: false, wallet: false },
        // What it says here is not believed: the order's page hears it from the relay.
        handler: showOrder,
        modal: { ondismiss: () => setIsBusy(false) },
      })
      razorpay.open()
    } catch (error) {
      setError(error instanceof Error ? error.message : String(error))
      setIsBusy(false)
    }
  }

  return (
    <>
      <Script src="https://checkout.razorpay.com/v1/checkout.js" />
      <p role="alert">{error}</p>
      <button onClick={pay} disabled={isBusy}>
        Pay ₹499 by UPI
      </button>
    </>
  )
}
