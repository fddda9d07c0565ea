/// <reference types="mocha" />

// oxlint-disable import/no-unassigned-import -- Here for what it does to the page.

import 'axe-core/axe.min.js'
import type Axe from 'axe-core'
import { expect } from 'chai'
import { draw, SCENES, viewOf } from '../testing/scenes.ts'
import type { View } from '../view-model/view.ts'

declare const axe: typeof Axe

let stage: HTMLElement

beforeEach(() => {
  stage = document.createElement('main')
  document.body.append(stage)
})

afterEach(() => stage.remove())

/** A card in a box of this width. */
function cardOf(scene: string, width = '358px', isEarly = false): ShadowRoot {
  const host = document.createElement('div')
  host.style.width = width
  stage.append(host)
  return draw(host, viewOf(SCENES[scene] ?? {}, isEarly), isEarly)
}

/** As the element does when something else is true. */
const redraw = (root: ShadowRoot, view: View) => draw(root.host as HTMLElement, view)

function find(root: ShadowRoot, selector: string): HTMLElement {
  const found = root.querySelector<HTMLElement>(selector)
  if (!found) throw new Error(`There is no ${selector}.`)
  return found
}

const all = (root: ParentNode, selector = '*'): HTMLElement[] => [
  ...root.querySelectorAll<HTMLElement>(selector),
]

const part = (root: ShadowRoot, name: string) => find(root, `[part=${name}]`)

/** What is in sight, line by line. */
const sight = (root: ShadowRoot): string[] =>
  find(root, '.look')
    .innerText.split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

const names = Object.keys(SCENES)

/** The next scene, and after the last one the first. */
const after = (name: string): string => names[(names.indexOf(name) + 1) % names.length] ?? ''

describe('a translator', () => {
  const textsOf = (root: ShadowRoot): Text[] => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    const texts: Text[] = []
    while (walker.nextNode()) {
      const { currentNode } = walker
      if (currentNode instanceof Text && currentNode.data.trim()) texts.push(currentNode)
    }
    return texts
  }

  const SURGERY: Readonly<Record<string, (text: Text) => void>> = {
    'takes all out of a block, comments too, and puts its text back': (text) => {
      const { parentNode } = text
      if (parentNode instanceof Element) parentNode.replaceChildren(`·${text.data}`)
    },
    'puts an element around each text': (text) => {
      const font = document.createElement('font')
      font.textContent = `·${text.data}`
      text.replaceWith(font)
    },
  }

  for (const [surgery, operate] of Object.entries(SURGERY)) {
    it(`that ${surgery} leaves every next card true`, () => {
      for (const name of names) {
        const root = cardOf(name)
        for (const text of textsOf(root)) operate(text)
        const next = viewOf(SCENES[after(name)] ?? {})
        redraw(root, next)

        const untouched = sight(cardOf(after(name)))
        const shown = sight(root).map((line) => line.replace(/·/g, '').trim())
        expect(shown, `${name} → ${after(name)}`).to.deep.equal(untouched)
        stage.replaceChildren()
      }
    })
  }
})

describe('the page around it', () => {
  it('says nothing of how the card is set', () => {
    const plain = cardOf('approve on phone')
    const shop = document.createElement('div')
    const loud = {
      whiteSpace: 'nowrap',
      textTransform: 'uppercase',
      letterSpacing: '5px',
      wordSpacing: '9px',
      textIndent: '40px',
      textAlign: 'right',
      lineBreak: 'anywhere',
      wordBreak: 'break-all',
      fontStyle: 'italic',
      fontVariant: 'small-caps',
      fontSize: '9px',
      fontFamily: 'fantasy',
      lineHeight: '3',
      textShadow: '1px 1px red',
      webkitTextFillColor: 'red',
      tabSize: '1',
    }
    Object.assign(shop.style, loud)
    stage.append(shop)
    const host = document.createElement('div')
    host.style.width = '358px'
    shop.append(host)
    const set = draw(host, viewOf(SCENES['approve on phone'] ?? {}))

    const inherited = Object.keys(loud) as (keyof CSSStyleDeclaration)[]
    for (const [i, element] of all(set, '.look, .look *').entries()) {
      const mine = getComputedStyle(element)
      const usual = getComputedStyle(all(plain, '.look, .look *')[i] ?? element)
      for (const name of inherited) expect(mine[name], String(name)).to.equal(usual[name])
    }
    expect(part(set, 'card').offsetHeight).to.equal(part(plain, 'card').offsetHeight)
  })

  it('still says the direction, the colours and whether anything can be seen', () => {
    stage.style.cssText = 'direction: rtl; color-scheme: dark; visibility: hidden'
    const { direction, colorScheme, visibility } = getComputedStyle(
      part(cardOf('pending'), 'title'),
    )
    expect([direction, colorScheme, visibility]).to.deep.equal(['rtl', 'dark', 'hidden'])
  })

  it('may have any rem', () => {
    document.documentElement.style.fontSize = '62.5%'
    const { fontSize } = getComputedStyle(part(cardOf('pending'), 'next'))
    document.documentElement.style.fontSize = ''
    expect(fontSize).to.equal('16px')
  })

  for (const [what, style] of Object.entries({
    'a row beside long text': 'display: flex; inline-size: 800px',
    'a column that centres': 'display: flex; flex-direction: column; align-items: center',
    'a box as narrow as it gets': 'inline-size: min-content',
    'a box that floats': 'float: left',
    'a grid of narrow columns': 'display: grid; grid-template-columns: auto 1fr',
  })) {
    it(`may be ${what}: the card can be read`, () => {
      stage.style.cssText = style
      const root = cardOf('pending', '')
      const text = document.createElement('p')
      text.textContent = 'Thank you for shopping with us. Your parcel leaves tomorrow. '.repeat(9)
      if (!style.includes('min-content')) stage.append(text)
      expect((root.host as HTMLElement).offsetWidth).to.be.within(240, 448)
    })
  }

  it('sees no style attribute in the card, whatever is true', () => {
    for (const name of names) expect(all(cardOf(name), '[style]'), name).to.deep.equal([])
  })
})

describe('nothing jumps', () => {
  /** In a font whose widths are Arial's wherever this runs. */
  const FONT = '"Liberation Sans", Arimo, Arial, Helvetica'

  /** Those with a sentence more, or one that is long, and what needs room of its own. */
  const LONG = [
    'scan',
    'pay to',
    'another currency',
    'partially refunded',
    'nothing heard',
    'nothing heard after failure',
  ]

  /** Browsers count in 60ths and 64ths of a pixel. */
  const rounded = (px: number): number => Math.round(px * 10) / 10

  const topOf = (root: ShadowRoot, name: string): number =>
    rounded(part(root, name).getBoundingClientRect().top - root.host.getBoundingClientRect().top)

  beforeEach(() => stage.style.setProperty('--payment-status-font', FONT))

  for (const width of ['448px', '358px', '328px', '288px']) {
    // Each engine breaks lines a little differently: measured in one.
    const measured = navigator.userAgent.includes('Chrome') ? it : it.skip
    measured(`the row with the buttons begins at one height, whatever is true, at ${width}`, () => {
      const usual = names.filter((name) => !LONG.includes(name))
      const tops = usual.map((name) => [name, topOf(cardOf(name, width), 'slot')])
      const [[, top] = []] = tops
      expect(tops).to.deep.equal(usual.map((name) => [name, top]))
    })
  }

  for (const width of ['448px', '358px', '288px']) {
    it(`nothing moves once all is loaded, at ${width}`, () => {
      for (const name of ['pending', 'open url', 'processing', 'succeeded', 'expired']) {
        const placesOf = (isEarly: boolean) => {
          const root = cardOf(name, width, isEarly)
          const { left, top } = root.host.getBoundingClientRect()
          const seen = all(root, '[part]').filter(
            (element) =>
              element.getClientRects().length > 0 &&
              !['clock', 'button', 'copy', 'print'].includes(element.part.value),
          )
          return seen.map((element) => {
            const box = element.getBoundingClientRect()
            // What is left of its row, once the receipt can be printed.
            const width = element.part.value === 'connection' ? 0 : box.width
            const place = [box.left - left, box.top - top, width].map(rounded)
            return [element.part.value, ...place]
          })
        }
        expect(placesOf(false), name).to.deep.equal(placesOf(true))
      }
    })
  }
})

describe('words of another direction than the page', () => {
  /** Where the letters begin and end, from the start of the card's words. */
  function lettersOf(root: ShadowRoot, name: string): { left: number; right: number } {
    const element = part(root, name)
    const range = document.createRange()
    range.selectNodeContents(element)
    const letters = range.getBoundingClientRect()
    const box = element.getBoundingClientRect()
    return { left: letters.left - box.left, right: box.right - letters.right }
  }

  it('stand on the side where the page begins', () => {
    stage.dir = 'rtl'
    const english = cardOf('succeeded')
    for (const name of ['title', 'next', 'merchant', 'description']) {
      const { left, right } = lettersOf(english, name)
      expect(Math.round(right), name).to.equal(0)
      expect(left, name).to.be.above(1)
    }

    stage.dir = 'ltr'
    const arabic = cardOf('succeeded')
    redraw(arabic, { ...viewOf(SCENES['succeeded'] ?? {}), title: 'تم استلام الدفعة' })
    expect(Math.round(lettersOf(arabic, 'title').left)).to.equal(0)
  })
})

describe('on a small or magnified screen', () => {
  for (const dir of ['ltr', 'rtl']) {
    it(`nothing is cut off or scrolls sideways at 240 px, ${dir}`, () => {
      stage.dir = dir
      for (const name of names) {
        const root = cardOf(name, '240px')
        redraw(root, {
          ...viewOf(SCENES[name] ?? {}),
          merchant: 'Donaudampfschifffahrtsgesellschaft',
          amount: 'IDR 12.345.678.901.234,00',
          reference: 'pi_3OqX2eLkdIwHu7ix1Gd6vT9aBcDeFgHiJkLm',
        })
        const card = part(root, 'card')
        expect(card.scrollWidth, name).to.equal(card.clientWidth)
        expect(card.offsetWidth, name).to.equal(240)
      }
    })
  }

  it('targets are 44 px', () => {
    for (const name of names) {
      for (const target of all(cardOf(name), 'a:not([hidden]), button:not([hidden])')) {
        const { width, height } = target.getBoundingClientRect()
        expect(Math.min(width, height), `${name}: ${target.textContent}`).to.be.at.least(44)
      }
    }
  })
})

describe('without what browsers have since 2023', () => {
  /** As Safari 15 and Chrome 90 read our styles. */
  function old(root: ShadowRoot): ShadowRoot {
    const css = [...root.adoptedStyleSheets]
      .flatMap((sheet) => [...sheet.cssRules])
      .filter((rule) => !/^@(supports|container)/.test(rule.cssText))
      .map((rule) => rule.cssText)
    root.adoptedStyleSheets = []
    const style = document.createElement('style')
    style.textContent = css.join('\n')
    root.append(style)
    return root
  }

  it('marks, words and buttons are in sight', () => {
    for (const name of names) {
      const full = sight(cardOf(name))
      const root = old(cardOf(name))
      expect(sight(root), name).to.deep.equal(full)
      // A code stands in the ring's place.
      const mark = root.querySelector('[part=ring], [part=code]')
      if (!mark) throw new Error(`${name} has no mark.`)
      expect(getComputedStyle(mark).color, name).not.to.match(/^rgba.* 0\)$/)
      for (const svg of root.querySelectorAll('svg:not([role=img])')) {
        if (svg.getClientRects().length === 0) continue
        expect(svg.getBoundingClientRect().width, name).to.be.within(10, 80)
        expect(getComputedStyle(svg).stroke, name).not.to.equal('none')
      }
    }
  })

  it('and without any style at all, nothing is as large as the page', () => {
    const root = cardOf('succeeded')
    root.adoptedStyleSheets = []
    for (const svg of root.querySelectorAll('svg')) {
      expect(svg.getBoundingClientRect().width).to.be.at.most(56)
    }
    expect(sight(root)).to.include('Payment received')
  })
})

const SHOPS = {
  'nothing set, light': 'color-scheme: light',
  'nothing set, dark': 'color-scheme: dark',
  'Kikoy House':
    'color-scheme: light; --payment-status-surface: #fffaf1; --payment-status-text: #2a2018; --payment-status-accent: #1f6a73; --payment-status-on-accent: #fff; --payment-status-radius: 3px; --payment-status-font: serif',
  'Chai & Co':
    'color-scheme: light; --payment-status-accent: #ffb300; --payment-status-on-accent: #2b1d00; --payment-status-radius: 24px',
  'a dark shop':
    'color-scheme: dark; --payment-status-surface: #10261f; --payment-status-text: #e8f3ec; --payment-status-accent: #c8f169; --payment-status-on-accent: #10261f; --payment-status-success: #5fe0a5; --payment-status-failure: #ff9d8f; --payment-status-notice: #f5c667',
}

describe('axe-core finds nothing', () => {
  for (const [shop, style] of Object.entries(SHOPS)) {
    for (const dir of ['ltr', 'rtl']) {
      it(`in any scene, with ${shop}, ${dir}`, async () => {
        stage.dir = dir
        stage.style.cssText = `${style}; background: Canvas`
        for (const name of names) {
          for (const each of cardOf(name).getAnimations()) each.cancel()
        }
        const { violations, passes } = await axe.run(stage)
        expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).to.deep.equal([])
        expect(passes.map(({ id }) => id)).to.include('color-contrast')
      })
    }
  }
})
