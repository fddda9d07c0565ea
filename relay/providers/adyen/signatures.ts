/**
 * How Adyen signs: each item of a body for itself, and webhooks of its platform as a whole.
 *
 * @see https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures
 */

import * as v from 'valibot'
import type { HmacScheme, Signature } from '../provider.ts'
import { formOf, isSmallJson, jsonBody } from '../reading/json.ts'
import { bodyHmac } from '../schemes.ts'

/** A colon ends a field where it is signed: only the merchant's reference may hold one. */
const Field = v.pipe(v.string(), v.regex(/^[^:]*$/))

/** What of an item is signed. */
export const SignedItem = v.object({
  pspReference: v.pipe(Field, v.nonEmpty()),
  originalReference: v.nullish(Field),
  merchantAccountCode: Field,
  merchantReference: v.nullish(v.string()),
  amount: v.object({ value: v.pipe(v.number(), v.safeInteger()), currency: Field }),
  eventCode: Field,
  success: v.pipe(v.union([v.picklist(['true', 'false']), v.boolean()]), v.transform(String)),
})

const Sealed = v.object({
  ...SignedItem.entries,
  additionalData: v.object({ hmacSignature: v.pipe(v.string(), v.nonEmpty()) }),
})

/** Of one body: Adyen sends a handful. */
const MAX_ITEMS = 64

const itemsOf = <Item extends v.GenericSchema>(item: Item) =>
  v.object({
    notificationItems: v.pipe(
      v.array(v.unknown()),
      v.maxLength(MAX_ITEMS),
      v.array(v.object({ NotificationRequestItem: item })),
    ),
  })

/** As the customer area shows it: in hex. */
const HMAC: Pick<HmacScheme, 'algorithm' | 'encoding' | 'key'> = {
  algorithm: 'sha256',
  encoding: 'base64',
  key: (secret) => (/^(?:[0-9a-f]{2})+$/i.test(secret) ? Buffer.from(secret, 'hex') : undefined),
}

export const itemSignatures: HmacScheme = {
  kind: 'hmac',
  ...HMAC,

  isReadable: isSmallJson,

  find({ body }) {
    const items = jsonBody(itemsOf(v.unknown()), body)?.notificationItems
    return items?.map(({ NotificationRequestItem: item }) => signatureIn(item))
  },

  seal(body, make) {
    const { notificationItems, ...notification } = v.parse(
      v.looseObject(itemsOf(v.looseObject(SignedItem.entries)).entries),
      JSON.parse(body),
    )
    const items = notificationItems.map(({ NotificationRequestItem: item }) => {
      const additionalData = { hmacSignature: make([signedOf(item)]) }
      return { NotificationRequestItem: { ...item, additionalData } }
    })
    return JSON.stringify({ ...notification, notificationItems: items })
  },
}

/** Of the platform, which nobody subscribes to here; its webhooks are to be acknowledged all the same. */
export const platformSignature = bodyHmac({ header: 'hmacsignature', ...HMAC })

/** An item without a signature has none that fits: then none of the items is believed. */
function signatureIn(item: unknown): Signature {
  const sealed = formOf(Sealed, item)
  if (!sealed) return { values: [], signed: [] }
  return { values: [sealed.additionalData.hmacSignature], signed: [signedOf(sealed)] }
}

const signedOf = (item: v.InferOutput<typeof SignedItem>): string =>
  [
    item.pspReference,
    item.originalReference,
    item.merchantAccountCode,
    item.merchantReference,
    item.amount.value,
    item.amount.currency,
    item.eventCode,
    item.success,
  ].join(':')
