/** `payment-status/react`: an order, or a list of them, as a hook; and the element in TSX. */

export { usePaymentStatus } from './use-payment-status.ts'
export type { OrderStatus, UseOptions } from './use-payment-status.ts'
export type { PaymentStatusProps, PaymentToastsProps } from './tags.ts'
