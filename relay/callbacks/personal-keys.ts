/** Which keys of a callback tell of a person, and which of what happened. Data. */

/** How keys end, with the key above as a beginning. The longest that fits decides. */
export const ENDINGS = {
  personal: `
    name, first name, middle name, last name, full name, surname, user name, customer name, holder,
    card holder, email, email address, email id, payment email id, mail, phone, phone number,
    phone no, mobile, mobile number, mobile no, payment mobile number, telephone, tel, fax,
    whatsapp, msisdn, contact, contact number, party id, address, street, line1, line2, line3,
    address1, address2, city, province, address state, billing state, shipping state, zip, zip code,
    postal code, postcode, pin code, latitude, longitude, ip, ip address, user agent, fingerprint,
    birthday, birth date, date of birth, dob, passport, passport number, ssn, tax id, national id,
    id number, account number, account no, bank account, consumer account, iban, vpa, upi id, pan,
    card number, card no, masked card, card summary, last4, last four, last 4 digits,
    last four digits, cvv, cvc, security code, token, secret, password, pin, otp, signature,
    checksum, checksum hash, api key, authorization code, auth code`,
  // What could pass for a card or a phone by its digits.
  evidence: `
    id, order id, txn id, bank txn id, trans id, transaction id, payment id, uuid, reference, ref,
    ref number, ref no, reference number, order, order number, order no, invoice, invoice number,
    receipt, receipt number, tracking number, payment, intent, charge, refund, dispute, transaction,
    capture, session, subscription, receiver account number, receiver bank account number, code,
    amount, amount value, txn amount, total, subtotal, tax, fee, price, cost, balance, discount,
    paid, due, received, refunded, captured, at, date, txn date, time, timestamp, created, updated,
    custom, href`,
  // What is nobody's, although a person's may end so or have it within.
  neutral: `
    status, state, type, event, country, currency, wallet address, deposit address, event name,
    item name, product name, price name, plan name, offer name, merchant name, store name,
    shop name, bank name, gateway name, provider name, service name, channel name, method name,
    brand name, network name, country name, currency name, category name`,
}
