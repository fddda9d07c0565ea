/** A shop as its recipe says: its server as a process of its own, beside a real relay. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { onTestFinished, type TestContext } from 'vitest'
import { howToGet, pathTo, type LanguageName } from '../../../.ci/languages.ts'
import { freePort } from '../../../relay/e2e/process.ts'
import { readAssets } from '../../../relay/http/assets.ts'
import { API_KEY } from '../../../relay/testing/client.ts'
import { startRelay, type TestRelay } from '../../../relay/testing/relay.ts'
import { openNetwork } from '../network.ts'

/** What the relay signs its webhooks with. */
export const WEBHOOK_SECRET = `whsec_${Buffer.alloc(24, 1).toString('base64')}`

/** Nobody listens there. */
const NOWHERE = 'http://127.0.0.1:1'

type Settings = Readonly<Record<string, string>>

interface Recipe {
  /** Its folder, or that of what stands in for the rest of the shop. */
  folder: string
  command: (port: number) => readonly string[]
  /** What it is told beside the usual, by who knows where the relay is. */
  env?: Settings | ((relay: string) => Settings)
  /** Where it hears of orders. */
  hook?: string
  /** Settings of the relay. */
  relay?: Settings | ((shop: string) => Settings)
}

export interface RunningShop {
  relay: TestRelay
  /** Takes the relay from the shop and its pages, as if it were killed; or gives it back. */
  setAway(isAway: boolean): void
  url: string
  /** What it has said so far, on both of its outlets. */
  said(): string
}

/** The folder of a recipe. */
export const recipe = (name: string): string => join(import.meta.dirname, '../../recipes', name)

/** Somebody else was quicker to take the port. */
class PortTaken extends Error {}

/** Starts a relay and the shop, each of which knows where the other is. Until the test ends. */
export async function openShop(recipe: Recipe): Promise<RunningShop> {
  for (;;) {
    try {
      return await openOn(await freePort(), recipe)
    } catch (error) {
      if (!(error instanceof PortTaken)) throw error
    }
  }
}

async function openOn(
  port: number,
  { folder, command, env = {}, hook, relay: settings = {} }: Recipe,
): Promise<RunningShop> {
  const url = `http://127.0.0.1:${port}`
  const relay = await startRelay(
    {
      ALLOWED_ORIGINS: url,
      ...(hook && { WEBHOOK_URL: url + hook, WEBHOOK_SECRET }),
      ...(typeof settings === 'function' ? settings(url) : settings),
    },
    { assets: readAssets() },
  )
  const network = await openNetwork(relay.url)
  const said = await started(command(port), url, folder, {
    PORT: String(port),
    RELAY_URL: network.url,
    RELAY_API_KEY: API_KEY,
    WEBHOOK_SECRET,
    ...(typeof env === 'function' ? env(network.url) : env),
  })
  const setAway = (isAway: boolean): void => {
    network.target = isAway ? NOWHERE : relay.url
    network.reset()
  }
  return { relay, setAway, url, said }
}

/** Starts a server, and waits until it says that it listens there. It ends with the test, for sure. */
async function started(
  [command = '', ...args]: readonly string[],
  url: string,
  cwd: string,
  env: Settings,
): Promise<() => string> {
  const { PATH, HOME } = process.env
  const child = spawn(command, args, {
    cwd,
    // Of the tests' own environment, what a program needs.
    env: { PATH, HOME, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })

  let said = ''
  const listens = new RegExp(String.raw`http://(localhost|127\.0\.0\.1):${new URL(url).port}\b`)
  await new Promise<void>((resolve, reject) => {
    for (const outlet of [child.stdout, child.stderr]) {
      outlet.setEncoding('utf8').on('data', (chunk: string) => {
        said += chunk
        if (listens.test(said)) resolve()
      })
    }
    child.once('error', reject)
    child.once('close', () =>
      reject(/in use/i.test(said) ? new PortTaken() : new Error(`The shop has ended:\n${said}`)),
    )
  })
  return () => said
}

const missed = new Set<LanguageName>()

/** What runs recipes in this language. Where there is none, the test is left out; what to do is said once. */
export function languageOr({ skip }: TestContext, name: LanguageName): string {
  const path = pathTo(name)
  if (!path && !missed.has(name)) console.warn(howToGet(name))
  if (!path) missed.add(name)
  skip(!path)
  return path ?? ''
}
