/** The payment provider: connections that are kept alive, each with one request under way at a time. */

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export class Provider {
  readonly #port: number
  readonly #idle = new Set<Line>()

  constructor(url: string) {
    this.#port = Number(new URL(url).port)
  }

  /** Resolves when it is acknowledged. No request waits for another's answer: there are as many lines as it takes. */
  async post(request: Buffer): Promise<void> {
    const [idle] = this.#idle
    if (idle) this.#idle.delete(idle)
    const line = idle ?? (await Line.dial(this.#port, (line) => this.#idle.delete(line)))
    await line.post(request)
    if (line.isKept) this.#idle.add(line)
  }

  hangUp(): void {
    for (const line of this.#idle) line.hangUp()
  }
}

class Line {
  /** Until the server says that it ends it. */
  isKept = true
  readonly #socket: Socket
  #acknowledged: () => void = () => {}
  #failed: (error: Error) => void = () => {}

  static async dial(port: number, closed: (line: Line) => void): Promise<Line> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    await once(socket, 'connect')
    return new Line(socket, closed)
  }

  private constructor(socket: Socket, closed: (line: Line) => void) {
    this.#socket = socket
    // An error closes it, too.
    socket.on('error', () => {})
    socket.on('close', () => {
      closed(this)
      this.#failed(new Error('The server has hung up.'))
    })
    let answer = ''
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      answer += chunk
      if (!answer.includes('\r\n\r\n')) return
      if (/^connection: close\r$/im.test(answer)) this.isKept = false
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
