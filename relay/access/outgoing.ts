/** By which we speak to others: a connection is kept for the next time, and none leads where it should not. */

import http, { type ClientRequest, type RequestOptions } from 'node:http'
import https from 'node:https'
import type { LookupFunction } from 'node:net'
import { refusePrivate } from './private-addresses.ts'

export interface Outgoing {
  /** Begins a request. Throws for what cannot be written down as one. */
  request(url: URL, options: RequestOptions): ClientRequest
  /** Ends all connections. */
  close(): void
}

/** `idle`: no connection is held for longer without use, in ms. */
export function outgoing(idle: number, lookup: LookupFunction): Outgoing {
  // With `autoSelectFamily`, Node asks `lookup` for all addresses, as `refusePrivate` needs it.
  const options = {
    keepAlive: true,
    timeout: idle,
    autoSelectFamily: true,
    lookup: refusePrivate(lookup),
  }
  const agents = { http: new http.Agent(options), https: new https.Agent(options) }

  return {
    request: (url, more) =>
      url.protocol === 'https:'
        ? https.request(url, { ...more, agent: agents.https })
        : http.request(url, { ...more, agent: agents.http }),

    close() {
      agents.http.destroy()
      agents.https.destroy()
    },
  }
}
