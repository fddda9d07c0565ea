/** A shop's own pages, on another origin than the relay: they know no more than our documentation tells. */

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { CONNECT_TIMEOUT } from '../../widget/client/socket.ts'
import { patient } from './patient.ts'
import { recorder } from './recorder.ts'

export interface ShopPage {
  body: string
  /** A Content-Security-Policy. */
  policy?: string
  /** What runs in it before everything else. */
  scripts?: (() => void)[]
  /** Whether its network eats sockets: then it waits no longer for one than everywhere. */
  eatsSockets?: boolean
}

export interface Shop {
  url: string
  /** What the page is from now on. */
  show(page: ShopPage): void
}

/** Its page at `/`, and another one at `/elsewhere`. */
export async function openShop(): Promise<Shop> {
  const files = new Map<string, { type: string; body: string }>()
  const html = (body: string) => ({ type: 'text/html', body: `<!doctype html>${body}` })
  let policy: string | undefined

  const server = createServer(({ url = '' }, response) => {
    const file = files.get(url)
    if (!file) return response.writeHead(204).end()
    response.setHeader('Content-Type', `${file.type}; charset=utf-8`)
    if (policy) response.setHeader('Content-Security-Policy', policy)
    return response.end(file.body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    show(page) {
      const wait = page.eatsSockets ? [] : [`;(${patient})(${CONNECT_TIMEOUT})`]
      const others = [recorder, ...(page.scripts ?? [])].map((script) => `;(${script})()`)
      const scripts = [...wait, ...others]
      policy = page.policy
      files.set('/', html(`<script src="/record.js"></script>${page.body}`))
      files.set('/record.js', { type: 'text/javascript', body: scripts.join('\n') })
      files.set('/elsewhere', html('<title>Elsewhere</title>'))
    },
  }
}

/** What a shop puts into its page: the script, and an element. */
export const script = (relay: string) =>
  `<script type="module" src="${relay}/payment-status.js"></script>`

export const element = (order: string, token: string, relay?: string) =>
  `<payment-status ${relay ? `relay="${relay}" ` : ''}order="${order}" token="${token}">` +
  'We are checking your payment…</payment-status>'
