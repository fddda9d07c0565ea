import type { Duplex } from 'node:stream'

/** For an upgrade that nobody takes: left alone, its socket would stay open for ever. */
export function refuseUpgrade(socket: Duplex, status = '400 Bad Request'): void {
  socket.on('error', () => socket.destroy())
  // Whoever does not close its side would keep it half open.
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`)
}
