/** How a shopper is asked to pay: the action that the relay tells the page, and what the phone shows. */

import { decimal } from '../providers/reading/amounts.ts'
import type { Order } from './shop.ts'
import type { Staged } from './staged.ts'

interface Asked {
  action: { type: string; hint?: string; url?: string; qr?: string; payTo?: string }
  /** What happens on the phone. */
  rings: string
}

export function promptOf(
  { prompt, adapter: { name } }: Staged,
  { id, amount, currency }: Order,
  publicUrl: string,
): Asked {
  const major = decimal(amount ?? 0, currency ?? 'KES')
  const url = `${publicUrl}/?order=${id}`
  switch (prompt) {
    case 'pin':
      return {
        action: { type: 'approve_on_phone', hint: '07•• ••• 678' },
        rings: `rings: ${name} asks for the PIN`,
      }
    case 'app':
      return {
        action: {
          type: 'approve_in_app',
          url: `upi://pay?pa=kikoy@upi&pn=Kikoy%20House&tr=${id}&am=${major}&cu=${currency}`,
        },
        rings: `rings: ${name} asks for approval in the app`,
      }
    case '3ds':
      return { action: { type: 'open_url', url }, rings: 'the bank asks: is it you?' }
    case 'bank':
      return {
        action: { type: 'pay_to', payTo: `8808 ${id.replace(/\D/g, '').padStart(8, '0')}` },
        rings: 'the bank’s app is open',
      }
    case 'qr': {
      const qr = `bitcoin:bc1qkikoyhouse${id.replace(/\D/g, '')}?label=${id}`
      return { action: { type: 'scan', qr }, rings: 'the wallet’s camera is open' }
    }
    case 'wallet':
      return { action: { type: 'open_url', url }, rings: `${name} asks for approval` }
  }
}
