/** The payment provider: connections that are kept alive, each with one request under way at a time. */

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export class Provider {
  readonly #lines: Line[] = []
  readonly #idle: Line[] = []
  readonly #queue: ((line: Line) => void)[] = []

  static async dial(port: number, connections: number): Promise<Provider> {
    const provider = new Provider()
    for (let count = 0; count < connections; count++) {
      provider.#lines.push(await Line.dial(port))
    }
    provider.#idle.push(...provider.#lines)
    return provider
  }

  /** Resolves when it is acknowledged. Waits first while all connections are in use. */
  async post(request: Buffer): Promise<void> {
    const line =
      this.#idle.shift() ?? (await new Promise<Line>((resolve) => this.#queue.push(resolve)))
    await line.post(request)
    const next = this.#queue.shift()
    if (next) next(line)
    else this.#idle.push(line)
  }

  hangUp(): void {
    for (const line of this.#lines) line.hangUp()
  }
}

class Line {
  readonly #socket: Socket
  #acknowledged: () => void = () => {}

  static async dial(port: number): Promise<Line> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    await once(socket, 'connect')
    return new Line(socket)
  }

  private constructor(socket: Socket) {
    this.#socket = socket
    // An error closes it, too.
    socket.on('error', () => {})
    socket.on('close', () => {
      throw new Error('The server has hung up.')
    })
    let answer = ''
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      answer += chunk
      if (!answer.endsWith('\r\n\r\n')) return
      if (!answer.startsWith('HTTP/1.1 204 ')) throw new Error(`Not acknowledged: ${answer}`)
      answer = ''
      this.#acknowledged()
    })
  }

  post(request: Buffer): Promise<void> {
    return new Promise((resolve) => {
      this.#acknowledged = resolve
      this.#socket.write(request)
    })
  }

  hangUp(): void {
    this.#socket.removeAllListeners('close').destroy()
  }
}
