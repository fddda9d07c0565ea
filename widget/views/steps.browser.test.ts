/// <reference types="mocha" />

// oxlint-disable import/no-unassigned-import -- It is here for what it does to the page.

import 'axe-core/axe.min.js'
import type Axe from 'axe-core'
import { expect } from 'chai'
import { draw, SCENES, viewOf } from '../testing/scenes.ts'
import * as steps from './steps.ts'

declare const axe: typeof Axe

let stage: HTMLElement

beforeEach(() => {
  stage = document.createElement('main')
  document.body.append(stage)
})

afterEach(() => stage.remove())

/** What happened to an order before it stood as in a scene. */
const BEFORE = ['pending', 'requires_action', 'processing'] as const

/** A scene as it came about: each step a minute after the one before. */
function told(name: string) {
  const scene = SCENES[name]
  const { snapshot } = scene ?? {}
  if (!snapshot) return viewOf({ ...scene })
  const earlier = BEFORE.slice(0, Math.max(BEFORE.indexOf(snapshot.status as 'pending'), 0))
  const start = Date.parse(snapshot.createdAt)
  const history = [
    ...earlier.map((status, minute) => ({ status, at: new Date(start + minute).toISOString() })),
    ...snapshot.history,
  ]
  return viewOf({ ...scene, snapshot: { ...snapshot, history } })
}

function drawn(name: string, host = stage.appendChild(document.createElement('div'))): ShadowRoot {
  return draw(host, told(name), false, steps)
}

const textOf = (element: Element | null): string =>
  (element?.textContent ?? '').replace(/\s+/g, ' ').trim()

const rows = (root: ShadowRoot): string[] =>
  [...root.querySelectorAll('li')].map((li) => {
    const mark = { reached: '✓', now: '>', later: '' }[li.className] ?? li.className
    return `${mark}${textOf(li.querySelector('p'))}`
  })

it('shows what was done, what is to be done, and what comes after', () => {
  expect(rows(drawn('approve on phone'))).to.deep.equal([
    '✓Request sent',
    '>Approve on your phone',
    'Confirmation by M‑Pesa',
    'Paid',
  ])
  expect(rows(drawn('succeeded'))).to.deep.equal([
    '✓Request sent',
    '✓Approved',
    '✓Confirmed by M‑Pesa',
    '>Payment received',
  ])
  expect(rows(drawn('escrow, held'))).to.deep.equal([
    '✓Paid',
    '✓Held safely',
    '>All confirm',
    'Handed over',
  ])
})

it('says which step is the present one, and when those before it were done', () => {
  const root = drawn('succeeded')
  const current = [...root.querySelectorAll('li')].map((li) => li.getAttribute('aria-current'))
  expect(current).to.deep.equal(['false', 'false', 'false', 'step'])
  for (const time of root.querySelectorAll('time')) expect(textOf(time)).to.match(/\d/)
  const waiting = [...drawn('processing').querySelectorAll('time')].map(textOf)
  expect(waiting.map((text) => text !== '')).to.deep.equal([true, true, false, false])
})

it('counts who has confirmed, for eyes and for ears', () => {
  const root = drawn('escrow, held')
  expect(root.querySelectorAll('.pips i')).to.have.length(2)
  expect(root.querySelectorAll('.pips .on')).to.have.length(1)
  expect(textOf(root.querySelector('[part=next]'))).to.contain('1 of 2')
})

/** What is moved by the two kinds of surgery that translators do. */
function translate(root: ShadowRoot): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  const texts: Text[] = []
  while (walker.nextNode()) if (walker.currentNode instanceof Text) texts.push(walker.currentNode)
  for (const text of texts.filter(({ data }) => data.trim())) {
    const font = document.createElement('font')
    font.textContent = `[${text.data}]`
    text.replaceWith(font)
  }
}

it('stays true on a page that a browser has translated', () => {
  const host = stage.appendChild(document.createElement('div'))
  translate(drawn('approve on phone', host))
  const root = drawn('succeeded', host)
  expect(rows(root)[3]).to.equal('>Payment received')
  expect(textOf(root.querySelector('[part=money]'))).to.equal('KES 5,000.00 was paid.')
})

/** Where the row begins in which the button comes. */
const slotOf = (root: ShadowRoot): number => {
  const { top = NaN } = root.querySelector('[part=slot]')?.getBoundingClientRect() ?? {}
  return Math.round(top - root.host.getBoundingClientRect().top)
}

/** Those with a sentence more, or one that is long. */
const LONG = [
  'another currency',
  'partially refunded',
  'refunded',
  'disputed',
  'waived',
  'test money',
  'nothing heard',
  'nothing heard after failure',
]

for (const width of [448, 358, 328]) {
  // Each engine breaks lines a little differently: measured in one.
  const measured = navigator.userAgent.includes('Chrome') ? it : it.skip
  measured(`nothing jumps as one thing after the other becomes true, at ${width} px`, () => {
    stage.style.inlineSize = `${width}px`
    stage.style.setProperty('--payment-status-font', '"Liberation Sans", Arimo, Arial, Helvetica')
    const usual = Object.keys(SCENES).filter((name) => !LONG.includes(name))
    const tops = usual.map((name) => [name, slotOf(drawn(name))])
    expect(tops).to.deep.equal(usual.map((name) => [name, tops[0]?.[1]]))
  })
}

for (const dir of ['ltr', 'rtl']) {
  it(`needs no sideways scrolling at 240 px, ${dir}`, () => {
    stage.dir = dir
    stage.style.cssText = 'inline-size: 240px; overflow: auto'
    for (const name of Object.keys(SCENES)) drawn(name)
    expect(stage.scrollWidth).to.equal(240)
  })
}

for (const scheme of ['light', 'dark']) {
  it(`is as axe-core wants it, whatever is true, when it is ${scheme}`, async () => {
    stage.style.cssText = `color-scheme: ${scheme}; background: Canvas; color: CanvasText`
    for (const name of Object.keys(SCENES)) {
      const root = drawn(name)
      for (const each of root.getAnimations()) each.cancel()
    }
    const { violations } = await axe.run(stage, { rules: { 'duplicate-id': { enabled: false } } })
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).to.deep.equal([])
  })
}
