/** A shop as its recipe says: its server as a process of its own, beside a real relay. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { onTestFinished, type TestContext } from 'vitest'
import { howToGet, pathTo, type LanguageName } from '../../../.ci/languages.ts'

export const RECIPES = join(import.meta.dirname, '../../recipes')

export interface RunningShop {
  url: string
  /** What it has said so far, on both of its outlets. */
  said(): string
}

/**
 * Starts a server, and waits until it has said where it listens. Of the tests' own environment it gets what a program
 * needs, and no more. Ends with the test.
 */
export async function open(
  [command = '', ...args]: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<RunningShop> {
  const { PATH, HOME } = process.env
  const child = spawn(command, args, {
    cwd,
    env: { PATH, HOME, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })

  let said = ''
  const url = await new Promise<string>((resolve, reject) => {
    for (const outlet of [child.stdout, child.stderr]) {
      outlet.setEncoding('utf8').on('data', (chunk: string) => {
        said += chunk
        const [address] = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(said) ?? []
        if (address) resolve(address)
      })
    }
    child.once('error', reject)
    child.once('close', () => reject(new Error(`The shop has ended:\n${said}`)))
  })
  return { url, said: () => said }
}

/** What runs recipes in this language. Where there is none, the test is left out, and says what to do. */
export function languageOr({ skip }: TestContext, name: LanguageName): string {
  const path = pathTo(name)
  if (path) return path
  console.warn(howToGet(name))
  skip()
  throw new Error('It was skipped.')
}
