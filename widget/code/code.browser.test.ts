/// <reference types="mocha" />

// oxlint-disable import/no-unassigned-import -- It is here for what it does to the page.

import { expect } from 'chai'
import fc from 'fast-check'
import 'jsqr/dist/jsQR.js'
import type JsQr from 'jsqr'
import { codeOf } from './code.ts'

declare const jsQR: (typeof JsQr)['default']

/** So wide is the square on the page, in CSS px: as a screen of one dot a px shows it. */
const SHOWN = 206

/** What a camera reads off the screen: the path, painted by this browser and read by somebody else's decoder. */
function read(text: string, width = SHOWN): string | undefined {
  const code = codeOf(text)
  if (!code) return undefined
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = width
  const context = canvas.getContext('2d')
  if (!context) throw new Error('This browser has no canvas.')
  context.fillStyle = '#fff'
  context.fillRect(0, 0, width, width)
  context.scale(width / code.size, width / code.size)
  context.fillStyle = '#000'
  context.fill(new Path2D(code.path))
  const { data } = context.getImageData(0, 0, width, width)
  const found = jsQR(data, width, width)
  return found ? new TextDecoder().decode(new Uint8Array(found.binaryData)) : undefined
}

const PAYMENTS: Record<string, string> = {
  'a UPI link':
    'upi://pay?pa=chai@okbank&pn=Chai%20%26%20Co&mc=5411&tr=UPI-88&tn=Order%2088&am=249.00&cu=INR',
  'an EMV string':
    '00020101021126580011ID.CO.QRIS.WWW01189360091500000000000214ABCDEFGHIJKLMN0303UMI51440014ID.CO.QRIS.WWW0215ID10200000000000303UMI5204541153033605802ID5918Toko Batik Rahayu 6007JAKARTA61051234562070703A016304A13A',
  'a lightning invoice':
    'lightning:lnbc2500u1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpuaztrnwngzn3kdzw5hydlzf03qdgm2hdq27cqv3agm2awhz5se903vruatfhq77w3ls4evs3ch9zw97j25emudupq63nyw24cg27h2rspfj9srp',
  'a bitcoin address': 'BITCOIN:BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4?AMOUNT=0.00184',
  'an address of a page': 'https://pay.example.com/s/4f6c?order=ORD-1205&t=1#k=v',
  'digits alone': '8077081234567890',
  'words in Hindi': 'upi://pay?pa=chai@okbank&pn=चाय और साथी',
  'words in Arabic': 'فاتورة رقم ١٢٠٥',
  'words in Chinese': '支付宝：订单一二三',
  'a face': '🧣🧺 2 × towel',
}

describe('a code to scan', () => {
  for (const [name, text] of Object.entries(PAYMENTS)) {
    it(`says what it was given: ${name}`, () => {
      expect(read(text)).to.equal(text)
    })
  }

  it('says what it was given, whatever that is', () => {
    const letters = ['0', '7', 'A', 'Z', 'a', 'z', '&', '=', '?', '%', ' ', 'ß', 'क', '付', '😀']
    const texts = fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 90 })
    for (const parts of fc.sample(texts, 60)) {
      const text = parts.join('')
      // The decoder does not find each picture: what it misses in one size, it reads in another.
      expect(read(text) ?? read(text, 512) ?? read(text, 700)).to.equal(text)
    }
  })

  it('can be as long as a QR code can, and there is none of what is longer', () => {
    const longest = 'x'.repeat(2_331)
    expect(read(longest, 4 * (177 + 8))).to.equal(longest)
    expect(codeOf(`${longest}x`)).to.equal(undefined)
    // Half a character is no text.
    expect(codeOf('\ud83d')).to.equal(undefined)
  })

  it('has a quiet zone of four squares on each side', () => {
    const { path, size } = codeOf('1205') ?? { path: '', size: 0 }
    expect(size).to.equal(21 + 8)
    const runs = [...path.matchAll(/M(\d+) (\d+)h(\d+)/g)].map(([, x, y, length]) => ({
      from: Number(x),
      to: Number(x) + Number(length),
      y: Number(y),
    }))
    expect(Math.min(...runs.map(({ from }) => from))).to.equal(4)
    expect(Math.max(...runs.map(({ to }) => to))).to.equal(size - 4)
    expect(Math.min(...runs.map(({ y }) => y))).to.equal(4)
    expect(Math.max(...runs.map(({ y }) => y))).to.equal(size - 5)
  })
})
