import type { Duplex } from 'node:stream'

/** For an upgrade that nobody takes: left alone, its socket would stay open for ever. `headers`: a line each. */
export function refuseUpgrade(
  socket: Duplex,
  status = '400 Bad Request',
  headers: readonly string[] = [],
): void {
  socket.on('error', () => socket.destroy())
  // Whoever does not close its side would keep it half open.
  socket.once('finish', () => socket.destroy())
  const lines = [`HTTP/1.1 ${status}`, 'Connection: close', ...headers]
  socket.end(`${lines.join('\r\n')}\r\n\r\n`)
}
