/** A recipe's page, as a shop would serve it: its files as they lie there, and the few answers that they ask a shop for. */

import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Client } from '../../../relay/testing/client.ts'
import { listening } from '../../../relay/testing/embedded.ts'

export const RECIPES = join(import.meta.dirname, '../../recipes')

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
}

/** What a shop's server answers at a path, given what a page sent. Without a status: 200. */
export type Answers = Readonly<
  Record<string, (sent: string) => Promise<object> | { status?: number }>
>

/** The test's relay in the place of the recipes' own. */
export const here = (code: string, relay: string): string =>
  code
    .replaceAll('wss://pay.example.com', relay.replace('http', 'ws'))
    .replaceAll('https://pay.example.com', relay)

/** What `_headers` says of each page. */
function headersIn(folder: string, relay: string): [name: string, value: string][] {
  const file = join(folder, '_headers')
  if (!existsSync(file)) return []
  const lines = here(readFileSync(file, 'utf8'), relay).matchAll(/^ +([\w-]+): (.+)$/gm)
  return [...lines].map(([, name = '', value = '']) => [name, value])
}

/** Serves a folder until the test ends; the address of its page. */
export async function openRecipe(
  folder: string,
  relay: Client,
  answers: Answers = {},
): Promise<string> {
  const all: Answers = {
    '/payment-token': async (sent) => ({
      token: await relay.token({ orders: [JSON.parse(sent).order] }),
    }),
    ...answers,
  }
  const headers = headersIn(folder, relay.url)

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://shop')
    for (const [name, value] of headers) response.setHeader(name, value)
    const answer = all[pathname]
    if (answer) {
      const { status = 200, ...body }: { status?: number } = await answer(await text(request))
      return response
        .writeHead(status, { 'Content-Type': 'application/json' })
        .end(JSON.stringify(body))
    }
    // A browser asks each shop for one.
    if (pathname === '/favicon.ico') return response.writeHead(204).end()
    const file = join(folder, normalize(pathname === '/' ? '/index.html' : pathname))
    const type = TYPES[extname(file)]
    if (!type || !existsSync(file)) return response.writeHead(404).end()
    response.setHeader('Content-Type', type)
    return response.end(here(readFileSync(file, 'utf8'), relay.url))
  })
  return `${await listening(server)}/`
}
