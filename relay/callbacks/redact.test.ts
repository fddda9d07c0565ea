import { readdirSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson, STATUSES } from '../protocol.ts'
import { recording } from '../providers/conformance.ts'
import { PROVIDERS } from '../providers/index.ts'
import { bodyOf, payloadOf } from '../providers/payload.ts'
import { paytm } from '../providers/paytm/paytm.ts'
import { redact } from './redact.ts'

/** What is left of a JSON body, parsed. */
const left = (body: unknown): unknown => JSON.parse(redact(JSON.stringify(body)))

const HIDDEN = '***'

describe('of what providers send, hides who paid and keeps what was paid', () => {
  const stk = (phone: unknown) => ({
    Body: {
      stkCallback: {
        MerchantRequestID: '29115-34620561-1',
        CheckoutRequestID: 'ws_CO_191220191020363925',
        ResultCode: 0,
        ResultDesc: 'The service request is processed successfully.',
        CallbackMetadata: {
          Item: [
            { Name: 'Amount', Value: 1 },
            { Name: 'MpesaReceiptNumber', Value: 'NLJ7RT61SV' },
            { Name: 'Balance' },
            { Name: 'TransactionDate', Value: 20191219102115 },
            { Name: 'PhoneNumber', Value: phone },
          ],
        },
      },
    },
  })

  it.each<[who: string, body: unknown, left: unknown]>([
    ['Daraja, STK push', stk(254708374149), stk(HIDDEN)],
    [
      'Daraja, C2B',
      {
        ...{ TransactionType: 'Pay Bill', TransID: 'RKTQDM7W6S', TransTime: '20191122063845' },
        ...{ TransAmount: '10', BusinessShortCode: '600638', BillRefNumber: '254708374149' },
        ...{ MSISDN: '25470****149', FirstName: 'John', MiddleName: '', LastName: 'Doe' },
      },
      {
        ...{ TransactionType: 'Pay Bill', TransID: 'RKTQDM7W6S', TransTime: '20191122063845' },
        ...{ TransAmount: '10', BusinessShortCode: '600638', BillRefNumber: '254708374149' },
        ...{ MSISDN: HIDDEN, FirstName: HIDDEN, MiddleName: '', LastName: HIDDEN },
      },
    ],
    [
      'MTN',
      { externalId: 'order-42', payer: { partyIdType: 'MSISDN', partyId: '46733123451' } },
      { externalId: 'order-42', payer: { partyIdType: 'MSISDN', partyId: HIDDEN } },
    ],
    [
      'Razorpay',
      {
        ...{ account_id: 'acc_BFQ7uQEaa7j2z7', event: 'payment.captured', contains: ['payment'] },
        payload: {
          payment: {
            entity: {
              ...{ id: 'pay_DESlfW9H8K9uqM', amount: 100, currency: 'INR', method: 'upi' },
              ...{ vpa: 'gaurav@ybl', email: 'gaurav.kumar@example.com', card_id: 'card_EADb' },
              ...{ contact: '+919876543210', error_description: 'Payment failed', notes: [] },
              acquirer_data: { bank_transaction_id: '0125836177' },
              customer: { name: 'Gaurav Kumar', contact: '+919000090000' },
            },
          },
        },
        created_at: 1567674606,
      },
      {
        ...{ account_id: 'acc_BFQ7uQEaa7j2z7', event: 'payment.captured', contains: ['payment'] },
        payload: {
          payment: {
            entity: {
              ...{ id: 'pay_DESlfW9H8K9uqM', amount: 100, currency: 'INR', method: 'upi' },
              ...{ vpa: HIDDEN, email: HIDDEN, card_id: 'card_EADb' },
              ...{ contact: HIDDEN, error_description: 'Payment failed', notes: [] },
              acquirer_data: { bank_transaction_id: '0125836177' },
              customer: { name: HIDDEN, contact: HIDDEN },
            },
          },
        },
        created_at: 1567674606,
      },
    ],
    [
      'Stripe',
      {
        type: 'charge.refunded',
        data: {
          object: {
            ...{ id: 'ch_1Pga', amount: 1099, client_secret: 'pi_1_secret_2', livemode: false },
            metadata: { order_id: '4242424242424242' },
            billing_details: {
              address: {
                city: 'Nairobi',
                country: 'KE',
                line1: '1 Moi Av',
                state: 'N',
                line2: null,
              },
              ...{ email: 'jenny@example.com', name: 'Jenny Rosen', phone: null },
            },
            payment_method_details: {
              card: { brand: 'visa', last4: '4242', exp_year: 2030, checks: { cvc_check: 'pass' } },
              type: 'card',
            },
            phone_number_collection: { enabled: false },
            evidence: { customer_purchase_ip: '197.210.64.96', product_description: 'Tea' },
          },
        },
      },
      {
        type: 'charge.refunded',
        data: {
          object: {
            ...{ id: 'ch_1Pga', amount: 1099, client_secret: HIDDEN, livemode: false },
            metadata: { order_id: '4242424242424242' },
            billing_details: {
              address: { city: HIDDEN, country: 'KE', line1: HIDDEN, state: HIDDEN, line2: null },
              ...{ email: HIDDEN, name: HIDDEN, phone: null },
            },
            payment_method_details: {
              card: { brand: 'visa', last4: HIDDEN, exp_year: 2030, checks: { cvc_check: 'pass' } },
              type: 'card',
            },
            phone_number_collection: { enabled: false },
            evidence: { customer_purchase_ip: HIDDEN, product_description: 'Tea' },
          },
        },
      },
    ],
    [
      'Paystack',
      {
        data: {
          ...{ reference: 'qTPrJoy9Bx', paid_at: '2016-09-30T21:10:19.000Z', channel: 'card' },
          ...{ ip_address: '41.242.49.37', merchant_name: 'Test Business' },
          authorization: {
            ...{ authorization_code: 'AUTH_f5rnfq9p', bin: '539999', bank: 'Diamond Trust' },
            ...{ account_name: 'BoJack', sender_bank_account_number: 'XXXXXXX607' },
          },
          customer: { id: 215604089, first_name: 'Amanda', customer_code: 'CUS_1', phone: '080' },
          history: [{ by: 'example@test.com', status: 'pending' }],
          metadata: {
            custom_fields: [
              { display_name: 'Your mobile', variable_name: 'mobile_number', value: '080000' },
              { display_name: 'Phone', variable_name: 'ref', value: '080000' },
              { display_name: 'Cart', variable_name: 'cart', value: '17' },
            ],
          },
        },
      },
      {
        data: {
          ...{ reference: 'qTPrJoy9Bx', paid_at: '2016-09-30T21:10:19.000Z', channel: 'card' },
          ...{ ip_address: HIDDEN, merchant_name: 'Test Business' },
          authorization: {
            ...{ authorization_code: HIDDEN, bin: '539999', bank: 'Diamond Trust' },
            ...{ account_name: HIDDEN, sender_bank_account_number: HIDDEN },
          },
          customer: { id: 215604089, first_name: HIDDEN, customer_code: 'CUS_1', phone: HIDDEN },
          history: [{ by: HIDDEN, status: 'pending' }],
          metadata: {
            custom_fields: [
              { display_name: 'Your mobile', variable_name: 'mobile_number', value: HIDDEN },
              { display_name: 'Phone', variable_name: 'ref', value: HIDDEN },
              { display_name: 'Cart', variable_name: 'cart', value: '17' },
            ],
          },
        },
      },
    ],
    [
      'Flutterwave',
      { customer: { id: 'cus_dc', name: { first: 'John', last: 'Doe' } }, ip: '197.210.64.96' },
      { customer: { id: 'cus_dc', name: { first: HIDDEN, last: HIDDEN } }, ip: HIDDEN },
    ],
    [
      'Adyen',
      {
        ...{ merchantReference: '8313842560770001', pspReference: '7914073381342284' },
        amount: { currency: 'EUR', value: 1995 },
        additionalData: { cardSummary: '7777', cardHolderName: 'J. Doe', hmacSignature: 'l9Wy' },
      },
      {
        ...{ merchantReference: '8313842560770001', pspReference: '7914073381342284' },
        amount: { currency: 'EUR', value: 1995 },
        additionalData: { cardSummary: HIDDEN, cardHolderName: HIDDEN, hmacSignature: HIDDEN },
      },
    ],
    [
      'PayPal',
      {
        ...{ id: 'WH-58D329510W468432D', summary: 'Payment completed for $ 6.01 USD' },
        payer: {
          payer_id: 'QYR5Z8XDVJNXQ',
          email_address: 'j@example.com',
          name: { surname: 'D' },
        },
        shipping: { name: { full_name: 'John Doe' }, address: { admin_area_1: 'CA' } },
      },
      {
        ...{ id: 'WH-58D329510W468432D', summary: 'Payment completed for $ 6.01 USD' },
        payer: { payer_id: 'QYR5Z8XDVJNXQ', email_address: HIDDEN, name: { surname: HIDDEN } },
        shipping: { name: { full_name: HIDDEN }, address: { admin_area_1: HIDDEN } },
      },
    ],
    [
      'Lemon Squeezy',
      {
        meta: { event_name: 'order_created', custom_data: { order_ref: 'order-42' } },
        data: { attributes: { user_name: 'John Doe', identifier: '104e18a2', order_number: 1 } },
      },
      {
        meta: { event_name: 'order_created', custom_data: { order_ref: 'order-42' } },
        data: { attributes: { user_name: HIDDEN, identifier: '104e18a2', order_number: 1 } },
      },
    ],
    [
      'Paddle',
      {
        address_id: 'add_01h848',
        items: [{ product: { name: 'ChatApp' }, price: { name: 'Year' } }],
      },
      {
        address_id: 'add_01h848',
        items: [{ product: { name: 'ChatApp' }, price: { name: 'Year' } }],
      },
    ],
    [
      'Coinbase, where an address is paid to, and is nobody’s home',
      { addresses: { bitcoin: '3000000000000000000000000000000000' }, code: '66BEOV2A' },
      { addresses: { bitcoin: '3000000000000000000000000000000000' }, code: '66BEOV2A' },
    ],
  ])('%s', (_, body, expected) => {
    expect(left(body)).toEqual(expected)
  })

  it('Paytm, whose body is a form, and stays one', () => {
    const form = 'RESPMSG=Txn+Success&TXNID=20261121210105000000&ORDERID=order-42&TXNAMOUNT=100.00'
    expect(redact(`${form}&CUSTNAME=&EMAIL=a%40b.in&CHECKSUMHASH=SPs6pKAC4JA9k%2BkF`)).toBe(
      `${form}&CUSTNAME=&EMAIL=***&CHECKSUMHASH=***`,
    )
  })
})

describe('of a form', () => {
  const form = {
    ...{
      MID: 'M1',
      ORDERID: '254708374149',
      TXNID: '20261121210105000000',
      TXNAMOUNT: '9876543210',
    },
    ...{ CURRENCY: 'INR', RESPCODE: '01' },
    ...{ STATUS: 'TXN_SUCCESS', TXNDATE: '2026-11-21 10:20:30.0', BANKNAME: 'State Bank & Co' },
    ...{ PAYMENTEMAILID: 'jane@example.com', PAYMENTMOBILENUMBER: '9876543210' },
    ...{ CUSTOMERNAME: 'Jane', LASTFOURDIGITS: '4242', VPA: 'jane@okhdfc', CHECKSUMHASH: 'a+b/=' },
  }
  const text = `${new URLSearchParams(form)}`

  it('hides who paid and keeps what was paid', () => {
    expect(payloadOf({ format: 'form' }, redact(text))).toEqual({
      ...form,
      ...{ PAYMENTEMAILID: HIDDEN, PAYMENTMOBILENUMBER: HIDDEN, CUSTOMERNAME: HIDDEN },
      ...{ LASTFOURDIGITS: HIDDEN, VPA: HIDDEN, CHECKSUMHASH: HIDDEN },
    })
  })

  it('an adapter reads the same updates from what is left', () => {
    const read = (body: string) =>
      paytm.updates(payloadOf(paytm, body), { headers: new Headers(), digest: () => 'digest' })
    expect(read(redact(text))).toEqual(read(text))
    expect(read(text)).toMatchObject([{ state: 'succeeded', orderId: '254708374149' }])
  })
})

describe('an adapter reads the same updates from what is left', () => {
  const folder = new URL('../providers/', import.meta.url)
  const recordings = [...PROVIDERS.values()].flatMap((provider) => [
    ...readdirSync(new URL(`${provider.id}/recordings/`, folder)).flatMap((file) => {
      const text = recording(`${provider.id}/${file}`)
      if (file !== 'vectors.json') return [{ provider, says: file, body: text }]
      const vectors: { name: string; body: string }[] = JSON.parse(text)
      return vectors.map(({ name, body }) => ({ provider, says: name, body }))
    }),
    ...STATUSES.map((status) => {
      const time = { timestamp: 1_795_219_200, id: 'evt_1' }
      const order = { orderId: '4242424242424242', amount: 254712345678, currency: 'KES' }
      const told = provider.simulate({ status, payment: '5555555555554444', ...order, ...time })
      const { body } = bodyOf(provider, told ?? {})
      return { provider, says: `simulated ${status}`, body }
    }),
  ])

  it.each(recordings)('$provider.name: $says', ({ provider, body }) => {
    const headers = new Headers({ 'webhook-id': 'evt_1', 'svix-id': 'evt_1' })
    const read = (text: string): unknown => {
      try {
        return provider.updates(payloadOf(provider, text), { headers, digest: () => 'digest' })
      } catch {
        return 'nothing'
      }
    }
    // The number of an account that is paid into may be registered, and is hidden like a person's.
    const { account_number: account } = Object(parseJson(body))
    const whole = JSON.stringify(read(body))
    expect(read(redact(body))).toEqual(
      JSON.parse(account ? whole.replaceAll(JSON.stringify(account), `"${HIDDEN}"`) : whole),
    )
  })
})

describe('judges a value by its key', () => {
  it.each([
    ...['email', 'Email-Address', 'email_id', 'contact', 'phoneNumber', 'PHONENUMBER', 'SMSPhone'],
    ...['name', 'firstName', 'firstname', 'customer_name', 'name_on_card_holder', 'shopperIP'],
    ...['address_line_1', 'billingAddress', 'customer[email]', 'last_4', 'accountNumber', 'upi_id'],
    ...[
      'access_token',
      'clientSecret',
      'cvv',
      'iban',
      'dateOfBirth',
      'postal_code',
      'customerNames',
    ],
  ])('hides %s', (key) => {
    expect(left({ [key]: 'x y' })).toEqual({ [key]: HIDDEN })
    expect(left({ [key]: 17 })).toEqual({ [key]: HIDDEN })
    expect(left({ [key]: ['x', { a: 1, type: 2 }] })).toEqual({
      [key]: [HIDDEN, { a: HIDDEN, type: 2 }],
    })
    expect(left({ [key]: [true, null, ''] })).toEqual({ [key]: [true, null, ''] })
  })

  it.each([
    ...['id', 'order_id', 'customerId', 'emailType', 'phone_verified_at', 'card_type', 'Order #'],
    ...['event_name', 'merchantName', 'reference', 'receipt_number', 'amount_total', 'status_code'],
    ...['payment_method_types', 'account_id', 'client_reference_id', 'timestamps', 'bankName'],
  ])('keeps %s', (key) => {
    const body = { [key]: 'x y', [`is ${key}`]: ['x', 17] }
    expect(left(body)).toEqual(body)
  })

  it('and by the key above it, where it takes two to tell', () => {
    expect(
      left({ product: { name: 'Tea' }, payer: { name: 'Jane' }, card: { number: 1 } }),
    ).toEqual({
      ...{ product: { name: 'Tea' }, payer: { name: HIDDEN }, card: { number: HIDDEN } },
    })
  })

  it.each(['name', 'Name', 'key', 'label'])('an item by its "%s", wherever it stands', (name) => {
    const phone = { [name]: 'phone', value: '080' }
    expect(left([phone, Object.fromEntries(Object.entries(phone).toReversed())])).toEqual([
      { [name]: 'phone', value: HIDDEN },
      { [name]: 'phone', value: HIDDEN },
    ])
    expect(left({ [name]: 'order_id', value: '4242424242424242' })).toEqual({
      ...{ [name]: 'order_id', value: '4242424242424242' },
    })
    expect(left({ [name]: 'names', value: [{ a: 'Jane' }] })).toEqual({
      ...{ [name]: 'names', value: [{ a: HIDDEN }] },
    })
  })
})

describe('finds what stands in the middle of a text', () => {
  it.each([
    ['by paystack@email.com.', 'by ***.'],
    ['from jane.o+x@mail.example.co.ke, thanks', 'from ***, thanks'],
    ['from gaurav@ybl', 'from ***'],
    ['https://shop.example/thanks?mail=j%40x.com&tel=%2B254712345678', null],
    ['call +254712345678 or +254 (712) 345-678', 'call *** or ***'],
    ['call 254712345678, 0712345678, 0112 345 678', 'call ***, ***, ***'],
    ['card 4242424242424242', 'card ***'],
    ['card 4242 4242 4242 4242 or 3782-822463-10005', 'card *** or ***'],
    ['{"payer":{"name":"Jane"},"order":7}', '{"payer":{"name":"***"},"order":7}'],
  ])('%s', (text, expected) => {
    const shown = expected ?? 'https://shop.example/thanks?mail=***&tel=***'
    expect(left({ note: text })).toEqual({ note: shown })
    expect(redact(`{"note":${JSON.stringify(text)}`)).toBe(`{"note":${JSON.stringify(shown)}`)
  })

  it.each([
    'T 2026-11-21 10:20:30 +0300, 20191219102103, 1738317739799, 2023-01-03T11:16:10+05:30',
    'ws_CO_191220191020363925 29115-34620561-1 OM2403041556097829596189',
    '6a8f5f28-54a1-4eb0-a98a-000000000024 40008000-4000-4000-8000-400080004000',
    'Paid UGX 5,000 Charge UGX 140, Trans ID MP210603.1234.L06941',
    'No card: 4242424242424241, nor 0.4242424242424242',
  ])('and nothing in: %s', (text) => {
    expect(left({ note: text, [text]: text })).toEqual({ note: text, [text]: text })
    expect(redact(text)).toBe(text)
  })

  it('hides numbers that are cards or phones under a key that says nothing', () => {
    expect(left({ a: 4242424242424242, b: 254712345678, c: 1738317739798 })).toEqual({
      ...{ a: HIDDEN, b: HIDDEN, c: 1738317739798 },
    })
  })

  it('reads a body that was cut off, or was never JSON', () => {
    expect(redact('{"id":"1","first_name":"Jane","email":"jane@ex')).toBe(
      '{"id":"1","first_name":"***","email":"***"',
    )
    expect(redact('{"Item":[{"Value":254,"Name":"Phone"')).toContain('"Value":"***"')
    expect(redact('} I am not valid JSON; 123][')).toBe('} I am not valid JSON; 123][')
    expect(redact('')).toBe('')
  })
})

describe('changes nothing else', () => {
  it.each([
    '{ "id": 12345678901234567890, "amount": 170.00, "rate": 1e400, "n": -0 }\r\n',
    '{"order":"a","order":"b","url":"https:\\/\\/x\\/","text":"caf\\u00e9 \\ud800"}',
    '{"__proto__":{"id":1},"constructor":{"prototype":{"id":1}},"toString":[[],{}]}',
    '["a=b"]',
    'a&b=%zz&&c=+%20~',
  ])('%s', (body) => {
    expect(redact(body)).toBe(body)
  })

  it('leaves no trace on other objects', () => {
    redact('{"__proto__":{"name":"x","polluted":1},"name":"__proto__","value":{"__proto__":[1]}}')
    expect({}).not.toHaveProperty('polluted')
    expect(Object.keys(Object.prototype)).toEqual([])
  })
})

describe('of any body', () => {
  const joined = (...parts: fc.Arbitrary<string>[]) => fc.tuple(...parts).map((all) => all.join(''))
  const digits = (length: number) =>
    fc.array(fc.nat(9), { minLength: length, maxLength: length }).map((all) => all.join(''))

  /** With its check digit, found by trying: another way than the one under test. */
  const card = fc
    .tuple(fc.constantFrom('34', '4', '5', '2221', '6', '9792'), fc.integer({ min: 13, max: 19 }))
    .chain(([start, length]) => digits(length - start.length - 1).map((rest) => start + rest))
    .map((body) => {
      const doubled = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9]
      const sumOf = (text: string) =>
        [...text].reduceRight(
          (sum, digit, at) =>
            sum + ((text.length - at) % 2 ? Number(digit) : doubled[Number(digit)]!),
          0,
        )
      return body + [...'0123456789'].find((check) => sumOf(body + check) % 10 === 0)
    })
  const grouped = card
    .filter(({ length }) => length === 16)
    .map((all) => all.match(/.{4}/g)!.join(' '))
  const phone = joined(fc.constantFrom('+2547', '2541', '+9198'), digits(8))
  const personal = fc.oneof(fc.emailAddress(), phone, card, grouped)
  // What ends in numbers says nothing.
  const anyKey = fc.oneof(
    fc.constantFrom('note', 'data', 'items', 'key', 'value', 'Name', '__proto__', 'name', 'card'),
    fc.string().map((text) => `${text} 1 2 3 4`),
  )
  const evidenceKey = fc.constantFrom(
    ...['id', 'order_id', 'transactionId', 'amount', 'amount_paid', 'createdAt', 'reference'],
    ...['BillRefNumber', 'receipt_number', 'timestamp', 'TransactionDate'],
  )
  const evidence = fc.oneof(
    card,
    joined(fc.constant('2547'), digits(8)),
    fc.uuid(),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.maxSafeInteger(),
  )

  const tree = (key: fc.Arbitrary<string>, leaf: fc.Arbitrary<unknown>) =>
    fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 5, withCrossShrink: true },
        leaf,
        fc.array(tie('node'), { maxLength: 4 }),
        fc
          .array(fc.tuple(key, tie('node')), { maxLength: 4 })
          .map((all) => Object.fromEntries(all)),
      ),
    })).node

  const leaves = (value: unknown): unknown[] =>
    typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [value]

  const TIMES = { numRuns: 500 }

  it('hides e-mails, phones and cards under any key', () => {
    const planted = fc.tuple(
      personal,
      fc.constantFrom('?', 'Paid by ?', '\u2013?', '("?")', '?, bye'),
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(anyKey, planted)), fc.boolean(), (all, isNested) => {
        const body = all.reduce<unknown>((within, [key, [text, around]]) => {
          const told = around.replace('?', () => text)
          return isNested ? { [key]: [told, within] } : [{ [key]: told }, JSON.stringify(within)]
        }, 'end')
        const shown = JSON.stringify(left(body))
        for (const [, [text]] of all) expect(shown).not.toContain(JSON.stringify(text).slice(1, -1))
      }),
      TIMES,
    )
  })

  it('hides whatever stands under a personal key', () => {
    const personalKey = fc.constantFrom('name', 'phone', 'payerEmail', 'card_number', 'address')
    const within = tree(
      fc.constantFrom('a', 'b', 'x y'),
      fc.oneof(fc.string(), fc.integer(), fc.constant(null)),
    )
    fc.assert(
      fc.property(personalKey, within, (key, value) => {
        const shown = leaves(left({ [key]: value }))
        expect(shown.filter((leaf) => leaf !== HIDDEN && String(leaf ?? '').trim() !== '')).toEqual(
          [],
        )
      }),
      TIMES,
    )
  })

  it('keeps ids, amounts and times where their key says so, and all that is neither here nor there', () => {
    const key = fc.oneof(evidenceKey, fc.constantFrom('data', 'object', 'payer', 'notes'))
    const plain = fc.constantFrom('succeeded', 'KES', 'Tea & more', 17, 0.1, true, null, '')
    const body = tree(key, fc.oneof(plain, fc.record({ id: evidence, amount_paid: evidence })))
    fc.assert(
      fc.property(body, fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        expect(redact(text)).toBe(text)
      }),
      TIMES,
    )
    fc.assert(
      fc.property(evidenceKey, evidence, (key, value) => {
        expect(left({ payer: { [key]: [value] } })).toEqual({ payer: { [key]: [value] } })
      }),
      TIMES,
    )
  })

  it('finds nothing more the second time', () => {
    // The key ends in `id` no longer once it is hidden.
    const hidden = redact('{"j@x.id":"4242424242424242"}')
    expect(redact(hidden)).toBe(hidden)

    const key = fc.oneof(anyKey, evidenceKey, fc.emailAddress(), phone)
    const leaf = fc.oneof(
      personal,
      fc.string(),
      fc.integer(),
      fc.json(),
      fc.constantFrom(true, null),
    )
    const text = fc.array(fc.oneof(personal, fc.constantFrom(...'"{}[]:,@.+ -*%&=<\\aé')), {
      maxLength: 8,
    })
    const bodies = fc.oneof(
      tree(key, leaf).map((value) => JSON.stringify(value)),
      tree(key, leaf).map((value) => JSON.stringify(value).slice(0, -7)),
      fc.array(fc.tuple(key, personal)).map((pairs) => String(new URLSearchParams(pairs))),
      // Without its spaces, what has an equals sign would become a form.
      text.map((parts) => parts.join('')).filter((all) => !all.includes('=')),
      text.map((parts) => `{"a":${parts.join('')}`),
    )
    fc.assert(
      fc.property(bodies, (body) => {
        const once = redact(body)
        expect(redact(once)).toBe(once)
      }),
      { numRuns: 2000 },
    )
  })

  it('keeps the shape of JSON: keys, lists, and what says true or false', () => {
    // As text: two keys of which all is hidden are one once they are parsed.
    const shapeOf = (json: string) =>
      json.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|null/g, 'something')
    const body = tree(anyKey, fc.oneof(personal, fc.boolean(), fc.double(), fc.constant(null)))
    fc.assert(
      fc.property(body, (value) => {
        const text = JSON.stringify([value])
        expect(shapeOf(redact(text))).toBe(shapeOf(text))
        expect(() => JSON.parse(redact(text))).not.toThrow()
      }),
      TIMES,
    )
  })

  /** Of this thread's own work, in µs for one time; done so often that its clock, which ticks, can tell. */
  function costOf(work: () => void): number {
    const before = process.threadCpuUsage()
    for (let times = 1; ; times++) {
      work()
      const { user, system } = process.threadCpuUsage(before)
      if (user + system >= 50_000) return (user + system) / times
    }
  }

  it.each<[what: string, part: string, head?: (length: number) => string]>([
    ['open lists', '['],
    ['open objects', '{"a":'],
    ['ends of nothing', ']}'],
    ['escapes that do not end', '\\"', () => '["'],
    ['quotes', '"'],
    ['escapes of tomorrow', '"\\x",', () => '['],
    ['strings in strings', '[\\"', () => '["'],
    ['items', '"name":"a","value":{},', () => '{'],
    ['one long key', 'aA_', () => '{"'],
    ['keys below a long one', '"a":1,', (length) => `{"${'a'.repeat(length)}":{`],
    ['at signs', 'a@'],
    ['what may stand before an at sign', '&'],
    ['digits', '4242 4242 4242 424'],
    ['pluses', '+1 ('],
    ['pairs', 'a=&'],
    ['words', 'a-'],
  ])('takes no longer than it is long: %s', (_, part, head = () => '') => {
    const bodyOf = (length: number) => head(length) + part.repeat(length / part.length)
    const [short, long] = [bodyOf(2 ** 12), bodyOf(2 ** 16)]
    // Of one run, so that a slow machine is slow at both. Sixteen times as long: what grows with the length
    // costs sixteen times as much, and what grows with its square 256 times.
    const ratio = costOf(() => redact(long)) / costOf(() => redact(short))
    expect(ratio).toBeLessThan(64)
  })

  it('hides at any depth', () => {
    const deep = (text: string) => '[{"a":'.repeat(100_000) + text + '}]'.repeat(100_000)
    expect(redact(deep('{"name":"Jane"}'))).toBe(deep('{"name":"***"}'))
  })
})
