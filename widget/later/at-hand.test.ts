import { expect, it } from 'vitest'
import { atHand } from './at-hand.ts'

const UPI = 'upi://pay?pa=chai@okbank&am=249.00'
const app = { type: 'approve_in_app', hint: 'PhonePe' } as const

it('opens an app where it is', () => {
  expect(atHand({ ...app, url: UPI }, false)).toEqual({ ...app, url: UPI })
})

it("has a desktop's shopper scan with the phone what only a phone opens; and open it, for we can only guess", () => {
  expect(atHand({ ...app, url: UPI }, true)).toEqual({ ...app, type: 'scan', qr: UPI, url: UPI })
})

it('has wallets of a desktop opened, too', () => {
  const url = 'bitcoin:BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4?amount=0.00184'
  expect(atHand({ ...app, url }, true)).toEqual({ ...app, type: 'scan', qr: url, url })
})

it("scans the provider's own code rather than the link", () => {
  const qr = '00020101021126580011ID.CO.QRIS.WWW'
  const scan = { type: 'scan', qr, url: UPI } as const
  expect(atHand(scan, true)).toEqual(scan)
  expect(atHand({ ...app, qr, url: UPI }, true)).toEqual({ ...app, ...scan })
})

it('has a link scanned that is to be scanned, where nobody gives a code', () => {
  expect(atHand({ type: 'scan', url: UPI }, true)).toEqual({ type: 'scan', qr: UPI, url: UPI })
  expect(atHand({ type: 'scan', url: UPI }, false)).toEqual({ type: 'scan', qr: UPI, url: UPI })
})

it.each(['intent://pay#Intent;scheme=upi;end', 'phonepe://pay', 'paytmmp://pay', 'tez://upi/pay'])(
  'shows no code for %s, which other apps do not read',
  (url) => {
    expect(atHand({ ...app, url }, true)).toEqual({ ...app, url })
    expect(atHand({ ...app, url }, false)).toEqual({ ...app, url })
  },
)

it.each([true, false])('opens a page anywhere, and nothing that runs', (isDesktop) => {
  const url = 'https://bank.example/3ds'
  expect(atHand({ type: 'open_url', url }, isDesktop)).toEqual({ type: 'open_url', url })
  expect(atHand({ type: 'open_url', url: 'java\nscript:alert(1)' }, isDesktop)).toEqual({
    type: 'open_url',
  })
})
