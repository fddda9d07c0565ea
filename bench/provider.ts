/** The payment provider: connections that are kept alive, each with one request under way at a time. */

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export class Provider {
  readonly #lines: Line[] = []
  readonly #idle: Line[] = []
  readonly #queue: ((line: Line) => void)[] = []

  static async dial(url: string, connections: number): Promise<Provider> {
    const provider = new Provider()
    for (let count = 0; count < connections; count++) {
      provider.#lines.push(await Line.dial(Number(new URL(url).port)))
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
  #failed: (error: Error) => void = () => {}

  static async dial(port: number): Promise<Line> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    await once(socket, 'connect')
    return new Line(socket)
  }

  private constructor(socket: Socket) {
    this.#socket = socket
    // An error closes it, too.
    socket.on('error', () => {})
    socket.on('close', () => this.#failed(new Error('The server has hung up.')))
    let answer = ''
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      answer += chunk
      if (!answer.includes('\r\n\r\n')) return
      if (answer.startsWith('HTTP/1.1 204 ')) this.#acknowledged()
      else this.#failed(new Error(`Not acknowledged: ${answer}`))
      answer = ''
    })
  }

  post(request: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#acknowledged = resolve
      this.#failed = reject
      this.#socket.write(request)
    })
  }

  hangUp(): void {
    this.#socket.destroy()
  }
}
