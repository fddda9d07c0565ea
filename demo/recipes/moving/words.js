/** What your pages call a status; where a word is not here, it is the same. Put your own in the place of these. */
export const SHOP_WORDS = {
  requires_action: 'pending',
  authorized: 'processing',
  partially_paid: 'pending',
  succeeded: 'completed',
  canceled: 'failed',
  expired: 'failed',
  partially_refunded: 'refunded',
}

export const ESCROW_WORDS = {
  pending: 'INITIATED',
  requires_action: 'INITIATED',
  processing: 'INITIATED',
  partially_paid: 'INITIATED',
  authorized: 'HELD',
  succeeded: 'RELEASED',
  partially_refunded: 'REFUNDED',
  refunded: 'REFUNDED',
  disputed: 'DISPUTED',
  failed: 'FAILED',
  canceled: 'CANCELLED',
  expired: 'CANCELLED',
}

export const word = (status, words) => words[status] ?? status
