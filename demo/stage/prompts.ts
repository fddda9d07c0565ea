/** What each kind of provider shows on the shopper's phone: a row each. */

export const KINDS = ['pin', 'app', '3ds', 'bank', 'qr', 'wallet'] as const
export type Kind = (typeof KINDS)[number]

/** What is to be paid, in words. */
export interface Bill {
  amount: string
  shop: string
  provider: string
}

/** What the shopper fills in, if anything. */
export type Field = 'pin' | 'code' | 'accounts' | 'scan' | 'none'

export interface Prompt {
  /** What stands over it. */
  from: (bill: Bill) => string
  asks: (bill: Bill) => string
  field: Field
  yes: string
  no: string
  /** What the phone says once it is paid. */
  paid: (bill: Bill) => string
  /** What the chips beside the phone are called. */
  wrong: string
  noMoney: string
  ignored: string
}

export const PROMPTS: Readonly<Record<Kind, Prompt>> = {
  pin: {
    from: ({ provider }) => provider.toUpperCase(),
    asks: ({ amount, shop }) => `Pay ${amount} to ${shop.toUpperCase()}? Enter your PIN.`,
    field: 'pin',
    yes: 'OK',
    no: 'Cancel',
    paid: ({ amount, shop }) => `Confirmed. ${amount} paid to ${shop.toUpperCase()}.`,
    wrong: 'Wrong PIN',
    noMoney: 'Not enough money',
    ignored: 'Ignore it',
  },
  app: {
    from: () => 'UPI',
    asks: ({ amount, shop }) => `${shop} asks for ${amount}. Approve it with your UPI PIN?`,
    field: 'pin',
    yes: 'Approve',
    no: 'Decline',
    paid: ({ amount, shop }) => `${amount} sent to ${shop}.`,
    wrong: 'Wrong UPI PIN',
    noMoney: 'Not enough money',
    ignored: 'Ignore it',
  },
  '3ds': {
    from: () => 'Your bank',
    asks: ({ amount, shop }) => `Is it you who pays ${amount} to ${shop}? Enter the code we sent.`,
    field: 'code',
    yes: 'It’s me',
    no: 'Cancel',
    paid: ({ amount, shop }) => `Thank you. ${amount} to ${shop}, card ending 4242.`,
    wrong: 'Wrong code',
    noMoney: 'Card declined',
    ignored: 'Ignore it',
  },
  bank: {
    from: ({ provider }) => `${provider} · your bank`,
    asks: ({ amount, shop }) => `Pay ${amount} to ${shop} from this account?`,
    field: 'accounts',
    yes: 'Pay',
    no: 'Cancel',
    paid: ({ amount, shop }) => `${amount} has left your account for ${shop}.`,
    wrong: 'Wrong password',
    noMoney: 'Not enough money',
    ignored: 'Ignore it',
  },
  qr: {
    from: () => 'Your wallet',
    asks: ({ amount, shop }) => `Scanned: ${amount} to ${shop}. Send it?`,
    field: 'scan',
    yes: 'Send',
    no: 'Cancel',
    paid: ({ amount, shop }) => `Sent ${amount} to ${shop}.`,
    wrong: 'Wrong password',
    noMoney: 'Not enough money',
    ignored: 'Ignore it',
  },
  wallet: {
    from: ({ provider }) => provider,
    asks: ({ amount, shop }) => `Amina, you are about to pay ${amount} to ${shop}.`,
    field: 'none',
    yes: 'Pay now',
    no: 'Cancel and return',
    paid: ({ amount, shop }) => `You paid ${amount} to ${shop}.`,
    wrong: 'Wrong password',
    noMoney: 'Card declined',
    ignored: 'Ignore it',
  },
}
