/** What the tests need beside Node: where it is, and how it gets there. */

import { accessSync, constants, globSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { apt } from './apt.ts'

interface Program {
  /** What it is called there, first choice first. Where it has no name, there is none. */
  readonly names: Partial<Record<NodeJS.Platform, readonly string[]>>
  /** What Debian has it in. */
  readonly package: string
  /** The variable that names another one. */
  readonly choice?: string
  /** Without it, its tests are skipped; and only CI installs it, for it would go on to serve on whoever's machine. */
  readonly isOptional?: true
}

type ProgramName =
  | 'chromium'
  | 'firefox'
  | 'webkit'
  | 'screen'
  | 'nginx'
  | 'haproxy'
  | 'caddy'
  | 'bwrap'
  | 'strace'
  | 'postgres'
  | 'redis'

const PROGRAMS: Readonly<Record<ProgramName, Program>> = {
  chromium: {
    names: {
      linux: ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'chrome'],
      darwin: [
        'Google Chrome.app/Contents/MacOS/Google Chrome',
        'Chromium.app/Contents/MacOS/Chromium',
      ],
      win32: ['Google/Chrome/Application/chrome.exe', 'Chromium/Application/chrome.exe'],
    },
    package: 'chromium',
    choice: 'CHROME_PATH',
  },
  firefox: {
    names: {
      linux: ['firefox-esr', 'firefox'],
      darwin: ['Firefox.app/Contents/MacOS/firefox'],
      win32: ['Mozilla Firefox/firefox.exe'],
    },
    package: 'firefox-esr',
    choice: 'FIREFOX_PATH',
  },
  // WebKit without Apple: WebKitGTK, which is for Linux alone; and the screen that it insists on.
  webkit: { names: { linux: ['WebKitWebDriver'] }, package: 'webkit2gtk-driver' },
  screen: { names: { linux: ['Xvfb'] }, package: 'xvfb' },
  nginx: { names: { linux: ['nginx'] }, package: 'nginx' },
  haproxy: { names: { linux: ['haproxy'] }, package: 'haproxy' },
  caddy: { names: { linux: ['caddy'] }, package: 'caddy' },
  // A container's walls, without a container.
  bwrap: { names: { linux: ['bwrap'] }, package: 'bubblewrap' },
  // Shows what the relay asks of the kernel, in which order.
  strace: { names: { linux: ['strace'] }, package: 'strace' },
  // Where many relays keep their orders, and how they hear each other.
  postgres: { names: { linux: ['initdb'] }, package: 'postgresql', isOptional: true },
  redis: { names: { linux: ['redis-server'] }, package: 'redis-server', isOptional: true },
}

const { env, platform } = process

/** Where programs lie. Debian's own path, as a user has it, leaves out where servers are; no path leads to Postgres'. */
const FOLDERS: Partial<Record<NodeJS.Platform, () => (string | undefined)[]>> = {
  linux: () => [
    ...(env.PATH ?? '').split(delimiter),
    '/usr/sbin',
    ...globSync('/usr/lib/postgresql/*/bin'),
  ],
  darwin: () => ['/Applications', join(env.HOME ?? '', 'Applications')],
  win32: () => [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA],
}

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

function installed(name: ProgramName): string | undefined {
  const { names, choice } = PROGRAMS[name]
  const chosen = choice && env[choice]
  // A mistyped choice must not lead to another program in silence.
  if (chosen && !isProgram(chosen)) throw new Error(`${choice} names no program: ${chosen}`)
  if (chosen) return chosen
  const folders = (FOLDERS[platform]?.() ?? []).filter((folder) => folder !== undefined)
  return (names[platform] ?? [])
    .flatMap((each) => folders.map((folder) => join(folder, each)))
    .find(isProgram)
}

/** Whether there is such a program for this system at all. */
export const isForHere = (name: ProgramName): boolean => platform in PROGRAMS[name].names

/** The path of a program that is installed. Throws if there is none. */
export function pathOf(name: ProgramName): string {
  const path = installed(name)
  if (!path) throw new Error(howTo([name]))
  return path
}

/** Installs, where we may (Debian, as root), what is missing and can be here. Throws if what must be then still is. */
export function install(...names: readonly ProgramName[]): void {
  const missing = (all: readonly ProgramName[]) =>
    all.filter((name) => isForHere(name) && !installed(name))
  const needed = names.filter((name) => !PROGRAMS[name].isOptional)
  const wanted = missing(env.CI ? names : needed)
  if (wanted.length > 0) apt(...wanted.map((name) => PROGRAMS[name].package))
  if (missing(needed).length > 0) throw new Error(howTo(missing(needed)))
}

/** All at once: nobody should install one, and then hear of the next. */
function howTo(missing: readonly ProgramName[]): string {
  const packages = missing.map((name) => PROGRAMS[name].package)
  const choices = missing.flatMap((name) => PROGRAMS[name].choice ?? [])
  return [
    `The tests need what is not installed here: ${missing.join(', ')}.`,
    ...(platform === 'linux' ? [`On Debian: apt-get install ${packages.join(' ')}`] : []),
    ...(choices.length > 0 ? [`Or set ${choices.join(' and ')} to where it is.`] : []),
  ].join('\n')
}

/** All of them. */
export const ALL = Object.keys(PROGRAMS) as ProgramName[]
