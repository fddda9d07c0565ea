/** How the plugins of shops write an order's id into a longer name. */

interface Decoration {
  /** Whose habit it is. */
  of: string
  form: RegExp
}

/** When an attempt to pay began: in s, or ms, since 1970, or as `20261121083000`. */
const TIME = String.raw`(?:1\d{9}|1\d{12}|20\d{12})`

const DECORATIONS: readonly Decoration[] = [
  { of: 'Flutterwave for WooCommerce', form: new RegExp(`^WOOC_(.+)_(?:${TIME}|TEST)$`) },
  { of: 'Midtrans for WooCommerce', form: new RegExp(`^(.+)-wc-mdtrs-${TIME}$`) },
  { of: 'Xendit for WooCommerce and others', form: /^[a-z]+[-_]xendit[-_](.+)$/i },
  { of: 'PayPal for WooCommerce', form: /^WC-(.+)$/ },
  // Where a provider takes each name once: Paystack's, Cashfree's and Paytm's plugins for WooCommerce.
  { of: 'whoever tries an order again', form: new RegExp(`^(.+)[-_]${TIME}$`) },
  { of: 'whoever counts orders', form: /^(?:order\s*)?(?:#|№)\s*(.+)$/i },
]

/** The order's id in a name that a plugin made of it. A guess: it may be no order's at all. */
export function undecorated(name: string): string | undefined {
  for (const { form } of DECORATIONS) {
    const id = form.exec(name)?.[1]
    if (id !== undefined) return id
  }
  return undefined
}
