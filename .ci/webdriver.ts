/**
 * A client of the WebDriver protocol, for the browser that speaks no other: WebKit.
 *
 * @see https://www.w3.org/TR/webdriver2/
 */

/** How long a browser may take to start, in ms. On a machine with ten times too much to do, one takes 8 s. */
const START = 60_000

/** One browser, driven by whoever listens at `driver`. */
export class WebDriver {
  readonly #session: string

  private constructor(session: string) {
    this.#session = session
  }

  static async start(driver: string): Promise<WebDriver> {
    // A script may take as long as its test; and the page is not given a timer that is not its own.
    const body = { capabilities: { alwaysMatch: { timeouts: { script: null } } } }
    const { sessionId } = await untilStarted((signal) =>
      command('POST', `${driver}/session`, body, signal),
    )
    return new WebDriver(`${driver}/session/${sessionId}`)
  }

  async goTo(url: string): Promise<void> {
    await this.#post('url', { url })
  }

  async back(): Promise<void> {
    await this.#post('back')
  }

  url(): Promise<string> {
    return command('GET', `${this.#session}/url`)
  }

  /** What a function answers in the page. It sees nothing but what it is given. */
  evaluate<Args extends unknown[], T>(
    run: (...args: Args) => T,
    ...args: Args
  ): Promise<Awaited<T>> {
    return this.#post('execute/sync', { script: `return (${run})(...arguments)`, args })
  }

  async minimize(): Promise<void> {
    await this.#post('window/minimize')
  }

  /** Back to what it was before it was minimized. */
  async restore(): Promise<void> {
    await this.#post('window/rect', { width: 800, height: 600 })
  }

  /** Ends the browser. */
  async stop(): Promise<void> {
    await command('DELETE', this.#session)
  }

  #post(path: string, body: object = {}): Promise<any> {
    return command('POST', `${this.#session}/${path}`, body)
  }
}

/**
 * Asks for another browser where one does not come. WebKit's driver picks a port for it, which somebody else
 * may take before it does; then the driver waits for ever, and takes the next request as if there was none.
 */
async function untilStarted<T>(start: (signal: AbortSignal) => Promise<T>): Promise<T> {
  for (;;) {
    const signal = AbortSignal.timeout(START)
    try {
      return await start(signal)
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }
}

async function command(
  method: string,
  url: string,
  body?: object,
  signal?: AbortSignal,
): Promise<any> {
  const response = await fetch(url, {
    method,
    ...(body && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  })
  const { value } = (await response.json()) as { value: any }
  if (!response.ok) throw new Error(`${method} ${url}: ${value.error}: ${value.message}`)
  return value
}
