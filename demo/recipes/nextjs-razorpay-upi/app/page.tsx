import { Checkout } from './checkout'

export default function Page() {
  return (
    <main>
      <h1>2 × towel</h1>
      <Checkout />
    </main>
  )
}
