/// <reference types="mocha" />

import { expect } from 'chai'
import { LitElement } from 'lit'
import type { Snapshot } from '../../relay/protocol.ts'
import { Looks } from './index.ts'
import type { Look } from './look.ts'

const badge = { styles: '.badge {}' } as Look
const steps = { styles: '.steps {}' } as Look

/** Loads when it is told to. */
function loader(look: Look) {
  const waiting: { resolve(look: Look): void; reject(error: Error): void }[] = []
  return {
    load: () => new Promise<Look>((resolve, reject) => waiting.push({ resolve, reject })),
    asked: () => waiting.length,
    comes: () => waiting[waiting.length - 1]?.resolve(look),
    fails: () => waiting[waiting.length - 1]?.reject(new Error('Not there.')),
  }
}

class Host extends LitElement {
  static override properties = { variant: {} }
  declare variant: string
  open = false
  snapshot: Snapshot | null = null
  merchant = ''
  adopted: string[] = []
  close(): void {}
}
customElements.define('test-looks-host', Host)

const settled = async (host: Host): Promise<void> => {
  await new Promise<void>((resolve) => queueMicrotask(resolve))
  await new Promise<void>((resolve) => queueMicrotask(resolve))
  await host.updateComplete
}

async function place(variant: string) {
  const loaders = { badge: loader(badge), steps: loader(steps) }
  const host = new Host()
  host.variant = variant
  const looks = new Looks(host, (name) => host.adopted.push(name), {
    badge: loaders.badge.load,
    steps: loaders.steps.load,
  })
  document.body.append(host)
  await settled(host)
  return { host, looks, ...loaders }
}

it('waits for a look, which brings its styles', async () => {
  const { host, looks, badge: loading } = await place('badge')
  expect(looks.look).to.equal(undefined)
  loading.comes()
  await settled(host)
  expect(looks.look === badge).to.equal(true)
  looks.dress()
  expect(host.adopted).to.deep.equal(['badge'])
  host.remove()
})

it('is a card where a look is unknown', async () => {
  const { host, looks } = await place('constructor')
  expect(looks.look).to.equal(null)
  host.remove()
})

it('is a card where a look cannot be had, until there is a network again', async () => {
  const { host, looks, badge: loading } = await place('badge')
  loading.fails()
  await settled(host)
  expect(looks.look).to.equal(null)

  window.dispatchEvent(new Event('online'))
  expect(looks.look).to.equal(null)
  expect(loading.asked()).to.equal(2)
  loading.comes()
  await settled(host)
  expect(looks.look === badge).to.equal(true)
  host.remove()
  window.dispatchEvent(new Event('online'))
  expect(loading.asked()).to.equal(2)
})

it('stays as it is while another look is on its way, and takes the last that was wanted', async () => {
  const { host, looks, badge: first, steps: second } = await place('badge')
  first.comes()
  await settled(host)
  host.variant = 'steps'
  await host.updateComplete
  expect(looks.look === badge).to.equal(true)
  host.variant = 'card'
  await host.updateComplete
  expect(looks.look).to.equal(null)
  second.comes()
  await settled(host)
  expect(looks.look).to.equal(null)
  host.remove()
})
