/// <reference types="mocha" />

import { expect } from 'chai'
import { actionUrl, pageUrl } from './safe-url.ts'

/** What a browser strips or skips before it reads the scheme, and other ways to write the same. */
const spellings = (scheme: string): string[] => [
  `${scheme}:alert(1)`,
  `${scheme.toUpperCase()}:alert(1)`,
  ` ${scheme}:alert(1)`,
  `\u0000\u0001\u001f${scheme}:alert(1)`,
  `\n\t\r${scheme}:alert(1)`,
  `${scheme.slice(0, 4)}\n${scheme.slice(4)}:alert(1)`,
  `${[...scheme].join('\t')}\r\n:alert(1)`,
  `${scheme}://x.example/%0aalert(1)`,
  `${scheme}:https://x.example`,
  `${scheme}\t:\n//upi://pay`,
]

const FOREIGN = [
  'javascript',
  'data',
  'vbscript',
  'blob',
  'file',
  'about',
  'view-source',
  'content',
]

const fallback = (url: string, key = 'S.browser_fallback_url') =>
  `intent://pay?am=5#Intent;scheme=upi;package=in.shop;${key}=${encodeURIComponent(url)};end`

const HOSTILE_INTENTS = [
  fallback('javascript:alert(1)'),
  fallback('java\nscript:alert(1)'),
  fallback(' javascript:alert(1)'),
  fallback('data:text/html,x'),
  fallback('intent://x#Intent;scheme=upi;end'),
  fallback('//x.example'),
  fallback('/there'),
  fallback(''),
  // Android decodes the names, too.
  fallback('javascript:alert(1)', 'S.browser%5Ffallback%5furl'),
  // The last one counts for some, the first one for others.
  fallback('https://x.example').replace(';end', ';S.browser_fallback_url=javascript:alert(1);end'),
  // Not percent-encoded at all, or badly.
  'intent://pay#Intent;scheme=upi;S.browser_fallback_url=javascript:alert(1);end',
  'intent://pay#Intent;scheme=upi;S.browser_fallback_url=https%3A%2F%2Fx%E0%A4;end',
  'intent://pay#Intent;scheme=javascript;end',
  'intent://pay#Intent;scheme=file;end',
  'intent://pay#Intent;scheme=content;end',
  'intent://pay#Intent;scheme=upi;SEL;scheme=javascript;end',
  'intent://pay#Intent;scheme=java%73cript;end',
  'intent:javascript:alert(1)#Intent;end',
  'intent:javascript:alert(1)#Intent;scheme=;end',
  'intent:alert(1)',
  'intent://pay#Intent;scheme=upi;end#Intent;scheme=javascript;end',
  'intent://pay#intent;scheme=upi;end',
]

/** Where the browser would go from here; undefined where the link is dead. */
function whereTo(href: string): string {
  const link = document.createElement('a')
  link.setAttribute('href', href)
  return link.protocol
}

describe('the address of an order', () => {
  for (const url of [
    'upi://pay?pa=shop@bank&pn=Chai%20%26%20Co&am=249.00&cu=INR',
    'phonepe://pay?pa=shop@bank',
    'paytmmp://pay?pa=shop@bank',
    'gpay://upi/pay?pa=shop@bank',
    'tez://upi/pay?pa=shop@bank',
    'bitcoin:BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4?amount=0.00184',
    'lightning:LNBC2500U1PVJLUEZPP5QQQSYQCYQ5RQWZQF',
    'https://bank.example/3ds?a=b#c',
    'http://bank.example/',
    'intent://pay?pa=shop@bank#Intent;scheme=upi;package=net.one97.paytm;end',
    'intent://pay#Intent;scheme=https;end',
    fallback('https://shop.example/pay?order=1'),
  ]) {
    it(`opens ${url}`, () => {
      expect(actionUrl(url)).to.equal(url)
      expect(actionUrl(` ${url}\n`)).to.equal(url)
      expect(actionUrl(url.replace(/^\w+/, (scheme) => scheme.toUpperCase()))).to.equal(url)
    })
  }

  for (const scheme of FOREIGN) {
    it(`never opens ${scheme}:, however it is written`, () => {
      for (const url of spellings(scheme)) expect(actionUrl(url), JSON.stringify(url)).to.equal('')
    })
  }

  it('never opens an intent that leads to another scheme, itself or where it falls back to', () => {
    for (const url of HOSTILE_INTENTS) expect(actionUrl(url), url).to.equal('')
  })

  it('is absolute: nothing on the page decides where it leads', () => {
    for (const url of [
      '',
      ' ',
      '/pay',
      'pay',
      '#pay',
      '?pay',
      '//bank.example',
      '\\\\bank.example',
    ]) {
      expect(actionUrl(url), JSON.stringify(url)).to.equal('')
    }
  })

  it('is opened as it was read', () => {
    const url = actionUrl('ht\ntps:\\\\bank.example\\pay')
    expect(url).to.equal('https://bank.example/pay')
    expect(whereTo(url)).to.equal('https:')
  })
})

describe("the page's own address", () => {
  const base = document.baseURI
  const CONTACT = /^(mailto|tel):$/

  for (const url of [
    '/thanks?order=1',
    'thanks',
    '#again',
    '?again',
    '//shop.example/thanks',
    'https://shop.example/thanks',
    'http://shop.example/thanks',
  ]) {
    it(`may be ${url}, and stays as it was written`, () => {
      expect(pageUrl(url, base)).to.equal(url)
    })
  }

  it('may be mailto: or tel: only where that is allowed', () => {
    for (const url of ['mailto:help@shop.example', 'tel:+254700000000']) {
      expect(pageUrl(url, base, CONTACT)).to.equal(url)
      expect(pageUrl(url, base)).to.equal('')
    }
  })

  for (const scheme of [...FOREIGN, 'intent', 'upi']) {
    it(`is never ${scheme}:, however it is written`, () => {
      for (const url of spellings(scheme)) {
        // A spelling that the browser takes for a page beside this one does no harm.
        const isPage = ['http:', 'https:'].includes(whereTo(url))
        expect(pageUrl(url, base, CONTACT), JSON.stringify(url)).to.equal(isPage ? url : '')
      }
    })
  }

  it('keeps to the page where the page itself is no address to start from', () => {
    expect(pageUrl('#again', 'data:text/html,x')).to.equal('#again')
    expect(pageUrl('/thanks', 'data:text/html,x')).to.equal('')
    expect(pageUrl('https://[', base)).to.equal('')
  })
})
