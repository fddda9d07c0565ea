/// <reference types="mocha" />

import { expect } from 'chai'
import { adoptStyles } from './adopt-styles.ts'

const CSS = 'p { color: rgb(1, 2, 3) }'

function rootIn(document: Document): ShadowRoot {
  const host = document.body.appendChild(document.createElement('div'))
  const root = host.attachShadow({ mode: 'open' })
  root.append(document.createElement('p'))
  return root
}

function colour(root: ShadowRoot): string {
  const p = root.querySelector('p')
  return (p && root.ownerDocument.defaultView?.getComputedStyle(p).color) ?? ''
}

/** Another document, as an iframe or a picture-in-picture window has it. */
function otherDocument(): Document {
  const frame = document.body.appendChild(document.createElement('iframe'))
  after(() => frame.remove())
  if (!frame.contentDocument) throw new Error('An iframe without a document.')
  return frame.contentDocument
}

/** As browsers were before 2023. */
function withoutSheets(run: () => void): void {
  const { CSSStyleSheet } = window
  function old(): void {
    throw new TypeError('Illegal constructor')
  }
  Object.assign(window, { CSSStyleSheet: old })
  try {
    run()
  } finally {
    Object.assign(window, { CSSStyleSheet })
  }
}

describe('styles', () => {
  it('are one sheet, however many elements have them and however often they render', () => {
    const roots = [rootIn(document), rootIn(document)]
    for (const root of [...roots, ...roots]) adoptStyles(root, 'a', CSS)
    const [one, other] = roots.map((root) => [...root.adoptedStyleSheets])
    expect(one).to.have.length(1)
    expect(other).to.deep.equal(one)
    expect(roots.map(colour)).to.deep.equal(['rgb(1, 2, 3)', 'rgb(1, 2, 3)'])
  })

  it('follow an element into another document, and back', () => {
    const root = rootIn(document)
    const { host } = root
    adoptStyles(root, 'a', CSS)
    for (const { body } of [otherDocument(), document]) {
      body.append(host)
      adoptStyles(root, 'a', CSS)
      expect(colour(root)).to.equal('rgb(1, 2, 3)')
    }
  })

  it('hold for an element that was made here and first shown elsewhere', () => {
    const host = document.createElement('div')
    const root = host.attachShadow({ mode: 'open' })
    root.append(document.createElement('p'))
    otherDocument().body.append(host)
    adoptStyles(root, 'a', CSS)
    expect(colour(root)).to.equal('rgb(1, 2, 3)')
  })

  it("are an element with the page's nonce where a browser knows no sheets, once", () => {
    const root = rootIn(document)
    window.litNonce = 'a1b2c3'
    withoutSheets(() => {
      adoptStyles(root, 'old', CSS)
      adoptStyles(root, 'old', CSS)
    })
    window.litNonce = ''
    const [style, ...more] = root.querySelectorAll('style')
    expect(more).to.have.length(0)
    expect(style?.nonce).to.equal('a1b2c3')
    expect(colour(root)).to.equal('rgb(1, 2, 3)')
  })
})
