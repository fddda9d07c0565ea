/** What the driver shares with the contenders. */

export const STRIPE_SECRET = 'whsec_0123456789abcdef'
export const API_KEY = 'merchant-0123456789abcdef'
