import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Orders } from './Orders.tsx'
import { Payment } from './Payment.tsx'

createRoot(document.querySelector('#app')!).render(
  <StrictMode>
    <Payment order="ORD-1205" />
    <Orders orders={['ORD-1205', 'ORD-1206']} />
  </StrictMode>,
)
