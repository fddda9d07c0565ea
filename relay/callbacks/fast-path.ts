/**
 * Callbacks straight from Node's server: what nearly all of them come as, and of all requests the ones that a relay
 * gets most of. Whatever is unusual about a request goes through the routes, to the same receiver.
 *
 * No accessor in an object literal (`{ get body() {} }`) anywhere on this way: V8 makes a hidden class for each such
 * object, and keeps it, and all that it refers to, until the next full collection.
 */

import type { IncomingMessage, ServerResponse } from 'node:http'
import { failure } from '../http/failure.ts'
import { callbackPaths } from '../http/paths.ts'
import { secure, type SecureHeaders } from '../http/secure-headers.ts'
import { PROVIDERS } from '../providers/index.ts'
import type { Provider } from '../providers/provider.ts'
import { RawHeaders } from './raw-headers.ts'
import type { Receiver } from './receiver.ts'
import type { Tell } from '../telemetry/happening.ts'

/** Takes the request, or leaves it untouched: false. `body`: all of it, if there is one. */
type FastPath = (request: IncomingMessage, response: ServerResponse, body?: Uint8Array) => boolean

/** Of a body that is taken here, in bytes. */
const MAX_BODY = 64 * 1024

const NOTHING = new Uint8Array()

/** Below the callbacks' path: a provider, and perhaps the key of an order's address. */
const USUAL = /^\/([a-z\d-]+)(?:\/([\da-f]{64}))?$/

/** A host that is surely one: of any other, the routes say whether it is. */
const USUAL_HOST = /^[a-z\d.-]+(?::(?:[1-9]\d{1,3}|[1-5]\d{4}))?$/

/** `base`: the path of PUBLIC_URL, which a proxy in front may cut off. `secured`: what every answer has. */
export function fastPath(
  receiver: Pick<Receiver, 'told'>,
  base: string,
  tell: Tell,
  secured: SecureHeaders,
): FastPath {
  const prefixes = callbackPaths(base)

  return (request, response, body = NOTHING) => {
    const { method, url = '', headers } = request
    if (method !== 'POST' || !USUAL_HOST.test(headers.host ?? '')) return false
    const prefix = prefixes.find((each) => url.startsWith(each))
    const [, name = '', key] = USUAL.exec(url.slice(prefix?.length ?? url.length)) ?? []
    const provider = PROVIDERS.get(name)
    // Without a length, or with one that is no number, it is not at most anything.
    if (!provider || !(Number(headers['content-length']) <= MAX_BODY)) return false

    void take(provider, key, request, body, response)
    return true
  }

  async function take(
    provider: Provider,
    key: string | undefined,
    request: IncomingMessage,
    body: Uint8Array,
    response: ServerResponse,
  ): Promise<void> {
    try {
      const wrong = await receiver.told({
        provider: provider.id,
        ...(key !== undefined && { key }),
        headers: new RawHeaders(request.rawHeaders),
        incoming: request,
        body: () => body,
      })
      if (wrong) await refuse(wrong, response, secured)
      else answer(provider, response, secured)
    } catch (error) {
      await refuse(failure(error, tell), response, secured)
    }
  }
}

/** As the routes answer, to the byte. */
function answer({ answer }: Provider, response: ServerResponse, secured: SecureHeaders): void {
  if (!answer) return void response.writeHead(204, secured).end()
  const { status, type, body } = answer
  const length = { 'Content-Length': Buffer.byteLength(body) }
  response.writeHead(status, { 'content-type': type, ...secured, ...length }).end(body)
}

async function refuse(
  wrong: Response,
  response: ServerResponse,
  secured: SecureHeaders,
): Promise<void> {
  const body = Buffer.from(await wrong.arrayBuffer())
  secure(wrong.headers, secured)
  const headers = { ...Object.fromEntries(wrong.headers), 'Content-Length': body.length }
  response.writeHead(wrong.status, headers).end(body)
}
