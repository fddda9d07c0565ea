/** WebKit, on a screen that nobody sees, and the driver that it has on Linux. */

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import type { Readable } from 'node:stream'
import { pathOf } from './programs.ts'
import { WebDriver } from './webdriver.ts'

export interface WebKit {
  /** A browser of its own. One at a time: the driver has no more. */
  open(): Promise<WebDriver>
  stop(): void
}

export async function startWebKit(): Promise<WebKit> {
  const screen = await startScreen()
  const { port } = await freePort()
  const { PATH, HOME, XDG_RUNTIME_DIR } = process.env
  const driver = start('webkit', [`--port=${port}`], {
    ...{ PATH, HOME, XDG_RUNTIME_DIR, DISPLAY: screen.display },
    // A developer's own screen may be of another kind.
    GDK_BACKEND: 'x11',
  })
  const url = `http://127.0.0.1:${port}`
  await answers(`${url}/status`, driver)

  return {
    open: () => WebDriver.start(url),
    stop() {
      driver.kill()
      screen.stop()
    },
  }
}

function start(program: 'webkit' | 'screen', args: string[], env: NodeJS.ProcessEnv): ChildProcess {
  // The third is where Xvfb says which screen it is.
  const child = spawn(pathOf(program), args, { env, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const stop = () => void child.kill()
  process.once('exit', stop)
  child.once('exit', () => process.off('exit', stop))
  return child
}

async function startScreen(): Promise<{ display: string; stop(): void }> {
  const args = ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp']
  const child = start('screen', args, { PATH: process.env.PATH })
  const [said] = await once(child.stdio[3] as Readable, 'data')
  return { display: `:${String(said).trim()}`, stop: () => void child.kill() }
}

/** The driver cannot be asked which port it took: so it is told one. */
async function freePort(): Promise<AddressInfo> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return address
}

/** It does not say when it listens, either. */
async function answers(url: string, driver: ChildProcess): Promise<void> {
  while (!(await fetch(url).catch(() => undefined))) {
    if (driver.exitCode !== null) throw new Error(`WebKitWebDriver ended with ${driver.exitCode}.`)
  }
}
