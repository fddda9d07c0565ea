/** Where the Chromium for the tests is, and how it gets there. */

import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { apt } from './apt.ts'

const COMMANDS = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'chrome']

const APPLICATIONS = [
  'Google Chrome.app/Contents/MacOS/Google Chrome',
  'Chromium.app/Contents/MacOS/Chromium',
]

const PROGRAMS = ['Google/Chrome/Application/chrome.exe', 'Chromium/Application/chrome.exe']

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** Every path of `names` below one of `folders`, the first name first. */
const below = (folders: readonly (string | undefined)[], names: readonly string[]): string[] =>
  names.flatMap((name) => folders.flatMap((folder) => (folder ? [join(folder, name)] : [])))

function candidates(): string[] {
  const { env, platform } = process
  if (platform === 'darwin') {
    return below(['/Applications', join(env.HOME ?? '', 'Applications')], APPLICATIONS)
  }
  if (platform === 'win32') {
    return below([env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA], PROGRAMS)
  }
  return below((env.PATH ?? '').split(delimiter), COMMANDS)
}

function installedChrome(): string | undefined {
  const chosen = process.env.CHROME_PATH
  if (!chosen) return candidates().find(isProgram)
  // A mistyped choice must not lead to another browser in silence.
  if (!isProgram(chosen)) throw new Error(`CHROME_PATH names no program: ${chosen}`)
  return chosen
}

/** The path of an installed Chrome or Chromium. Throws if there is none. */
export function chromePath(): string {
  const path = installedChrome()
  if (!path) throw new Error('No Chrome or Chromium found: install one, or set CHROME_PATH to it.')
  return path
}

/** Installs Chromium where we may (Debian, as root) and it is missing. Returns its path, or throws. */
export function installChrome(): string {
  if (!installedChrome()) apt('chromium')
  return chromePath()
}

/** What a Chrome under test is started with: nothing of it talks to its maker. */
export const CHROME_ARGS: readonly string[] = [
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  // Chrome's sandbox refuses to run as root.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
]
