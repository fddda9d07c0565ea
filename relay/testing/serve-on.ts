/** For tests: a server that is a relay's alone, as `serve` makes it. */

import type { Server } from 'node:http'
import { refuseUpgrade } from '../http/refuse-upgrade.ts'
import type { Relay } from '../relay.ts'

export function serveOn(server: Server, relay: Relay): void {
  server.on('connection', relay.accept)
  server.on('request', relay.handle)
  server.on('checkExpectation', relay.handle)
  server.on('upgrade', (request, socket, head) => {
    if (!relay.upgrade(request, socket, head)) refuseUpgrade(socket)
  })
}
