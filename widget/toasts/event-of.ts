import type { PaymentEventMap } from '../events.ts'

/** An event as the elements dispatch it, with the fields that its type has. */
export const eventOf = <Type extends keyof PaymentEventMap>(
  type: Type,
  fields: Omit<PaymentEventMap[Type], keyof Event>,
  cancelable = false,
): Event => Object.assign(new Event(type, { bubbles: true, composed: true, cancelable }), fields)
