/// <reference types="mocha" />

// oxlint-disable import/no-unassigned-import -- It is here for what it does to the page.

import 'axe-core/axe.min.js'
import type Axe from 'axe-core'
import { expect } from 'chai'
import type { Snapshot } from '../../relay/protocol.ts'
import { draw, SCENES, viewOf } from '../testing/scenes.ts'
import * as badge from './badge.ts'
import type { LookHost } from './look.ts'

declare const axe: typeof Axe

let stage: HTMLElement

beforeEach(() => {
  stage = document.createElement('main')
  document.body.append(stage)
})

afterEach(() => stage.remove())

type Host = HTMLElement & { snapshot: Snapshot | null }

/** Draws a badge of a scene; the status begins at `since`. */
function drawn(name: string, host = newHost(), since = '2026-11-21T10:41:00.000Z'): ShadowRoot {
  const scene = SCENES[name] ?? {}
  const { snapshot } = scene
  host.snapshot = snapshot
    ? { ...snapshot, history: [{ status: snapshot.status, at: since }] }
    : null
  // Of the element a badge looks at no more than this.
  return draw(host, viewOf(scene), false, badge, { host: host as unknown as LookHost, unseen: '' })
}

function newHost(into: Element = stage): Host {
  const host = Object.assign(document.createElement('div'), { snapshot: null })
  host.setAttribute('variant', 'badge')
  return into.appendChild(host)
}

const textOf = (element: Element | null): string =>
  (element?.textContent ?? '').replace(/\s+/g, ' ').trim()

const news = (root: ShadowRoot): string => textOf(root.querySelector('[role=status]'))

it('is a word, and for ears the amount and the number too', () => {
  const root = drawn('succeeded')
  expect(textOf(root.querySelector('bdi'))).to.equal('Paid')
  expect(textOf(root.querySelector('[part=badge]'))).to.match(/^Paid ?, KES 5,000.00, № 1205$/)
})

it('says nothing of what a list came with, and each change once, with its number', () => {
  const host = newHost()
  expect(news(drawn('processing', host))).to.equal('')
  expect(news(drawn('processing, late', host))).to.equal('')
  const later = '2026-11-21T10:42:00.000Z'
  expect(news(drawn('succeeded', host, later))).to.equal('№ 1205: Paid')
  // All of the list out of sight at once is no news of each.
  expect(news(drawn('nothing heard after success', host, later))).to.equal('№ 1205: Paid')
})

it('stands in a line of text, and nothing in it moves', () => {
  stage.append('Order 1205: ')
  for (const name of Object.keys(SCENES)) {
    const root = drawn(name)
    expect(getComputedStyle(root.host).display).to.equal('inline-block')
    expect(root.host.getBoundingClientRect().height).to.be.lessThan(34)
    expect(root.getAnimations()).to.deep.equal([])
  }
})

it('gives the link around it a target of 44 px, and takes nothing from what is beside another', () => {
  const link = stage.appendChild(document.createElement('a'))
  link.href = '#order'
  stage.style.padding = '40px'
  const height = (root: ShadowRoot) => {
    const { left, width, top } = root.host.getBoundingClientRect()
    const hits = (y: number) => document.elementFromPoint(left + width / 2, y) === root.host
    return Array.from({ length: 80 }, (_, y) => top - 25 + y).filter(hits).length
  }
  expect(height(drawn('succeeded', newHost(link)))).to.be.at.least(44)
  expect(height(drawn('succeeded'))).to.be.lessThan(34)
})

for (const scheme of ['light', 'dark']) {
  it(`is as axe-core wants it, whatever is true, when it is ${scheme}`, async () => {
    stage.style.cssText = `color-scheme: ${scheme}; background: Canvas; color: CanvasText`
    for (const name of Object.keys(SCENES)) drawn(name)
    const { violations } = await axe.run(stage)
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).to.deep.equal([])
  })
}
