/** English. What stands in braces is filled in; each value is isolated from the text's direction. */

export const en = {
  checking: {
    title: 'We are checking your payment',
    money: 'We do not know yet whether money was taken.',
    next: 'Please do not pay again. This page updates by itself.',
  },
  pending: {
    title: 'Waiting for your payment',
    money: 'No money has been taken.',
    next: 'This page updates by itself.',
  },
  requires_action: {
    title: 'Approve the payment',
    money: 'No money has been taken.',
    next: 'Your bank or wallet is asking you.',
  },
  processing: {
    title: 'Confirming your payment',
    money: 'We do not know yet whether money was taken.',
    next: 'Please do not pay again. This page updates by itself.',
  },
  authorized: {
    title: 'Payment approved',
    money: '{amount} is held, not yet taken.',
    next: 'You have nothing left to do.',
  },
  partially_paid: {
    title: 'Part of the payment has arrived',
    money: '{received} of {amount} was received.',
    next: '{rest} is still open.',
  },
  succeeded: {
    title: 'Payment received',
    money: '{net} was paid.',
    next: 'You have nothing left to do.',
  },
  failed: {
    title: 'The payment did not go through',
    money: 'No money was taken.',
    next: 'You can try again.',
  },
  canceled: {
    title: 'The payment was canceled',
    money: 'No money was taken.',
    next: 'You can try again.',
  },
  expired: {
    title: 'The time to pay has run out',
    money: 'No money was taken.',
    next: 'You can try again.',
  },
  partially_refunded: {
    title: 'Part of your money was returned',
    money: '{refunded} of {received} was returned.',
    next: 'Your bank may take some days to show it.',
  },
  refunded: {
    title: 'Your money was returned',
    money: '{refunded} was returned.',
    next: 'Your bank may take some days to show it.',
  },
  disputed: {
    title: 'The payment is disputed',
    money: 'Your money is contested.',
    next: 'The shop and your bank are settling it.',
  },

  held: {
    title: 'Your money is held safely',
    money: '{amount} is held, not yet handed over.',
    next: 'It is released once the shop confirms.',
  },
  overpaid: {
    title: 'More arrived than was asked',
    money: '{net} was received, {over} too much.',
    next: 'The shop will return the difference.',
  },
  foreign: {
    title: 'Another currency came in',
    money: 'The shop has received your money.',
    next: 'Please do not pay again. The shop will contact you.',
  },
  /** A failure that the bank may still turn into a success. */
  doubt: {
    money: 'No money was taken, as far as we know.',
    next: 'We are checking with your bank. Please do not pay again.',
  },

  /** `{hint}` is where, as the relay says; else as it stands here. */
  actions: {
    approve_on_phone: {
      title: 'Approve on your phone',
      next: 'Enter your PIN in the prompt on {hint}.',
      hint: 'your phone',
    },
    approve_in_app: {
      title: 'Approve in your app',
      next: 'Open {hint} and approve the payment.',
      hint: 'your bank’s app',
    },
    open_url: {
      title: 'One more step',
      next: 'Confirm the payment with {hint}.',
      hint: 'your bank',
    },
    scan: {
      title: 'Scan to pay',
      next: 'Scan the shop’s code with {hint}.',
      hint: 'your bank’s app',
    },
    pay_to: {
      title: 'Send the money',
      next: 'Pay to {payTo}.',
      hint: '',
    },
  },

  reasons: {
    insufficient_funds: 'There was not enough money in the account.',
    declined: 'The bank declined the payment.',
    authentication_failed: 'The PIN or code was not right.',
    no_response: 'The prompt was not answered in time.',
    unreachable: 'The phone could not be reached. Is it on?',
    limit_exceeded: 'The amount is above a limit of the account.',
    expired: 'Nobody approved it in time.',
    invalid_account: 'The account cannot be charged.',
    provider_error: 'The payment service failed.',
  },

  waiting: {
    still: 'Still checking…',
    leave: 'You can close this page: the shop will hear of your payment.',
  },

  connection: {
    offline: 'No connection: your payment is not affected.',
    connecting: 'Reconnecting: your payment is not affected.',
    polling: 'Checking',
    live: 'Live',
  },

  /** Where nobody has said how much. */
  amount: 'The amount',
  reference: 'Reference',
  receipt: 'Receipt',
  continue: 'Continue',
  open: 'Open',
  retry: 'Try again',
  payRest: 'Pay the rest',
  support: 'Get help',
}
