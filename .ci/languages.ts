/** What runs the recipes and examples that are written in other languages: where it is, and how it gets there. */

import { spawnSync } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { apt } from './apt.ts'

interface Language {
  command: string
  /** With these arguments it ends well only where all is there that the recipe needs. */
  proof: readonly string[]
  /** What Debian has it in. */
  packages: readonly string[]
}

export type LanguageName = 'php' | 'python' | 'websockets' | 'flask' | 'fastapi' | 'fastapi-sockets'

const LANGUAGES: Readonly<Record<LanguageName, Language>> = {
  php: { command: 'php', proof: ['--version'], packages: ['php-cli'] },
  python: { command: 'python3', proof: ['--version'], packages: ['python3'] },
  websockets: {
    command: 'python3',
    proof: ['-c', 'import websockets'],
    packages: ['python3-websockets'],
  },
  flask: {
    command: 'python3',
    proof: ['-c', 'import flask'],
    packages: ['python3-flask'],
  },
  fastapi: {
    command: 'python3',
    proof: ['-c', 'import fastapi, uvicorn, jwt, httpx'],
    packages: ['python3-fastapi', 'python3-uvicorn', 'python3-jwt', 'python3-httpx'],
  },
  'fastapi-sockets': {
    command: 'python3',
    proof: ['-c', 'import fastapi, uvicorn, jwt, httpx, websockets'],
    packages: [
      'python3-fastapi',
      'python3-uvicorn',
      'python3-jwt',
      'python3-httpx',
      'python3-websockets',
    ],
  },
}

/** The first on the path may be another than Debian's, without what Debian's packages bring. */
const FOLDERS = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin']

/** The path of a program that runs it; undefined where there is none. */
export function pathTo(name: LanguageName): string | undefined {
  const { command, proof } = LANGUAGES[name]
  return FOLDERS.map((folder) => join(folder, command)).find(
    (path) => spawnSync(path, proof, { stdio: 'ignore' }).status === 0,
  )
}

/** Installs, where we may (Debian, as root), what is missing: not all of it is needed by everybody. */
export function installLanguages(): void {
  const missing = (Object.keys(LANGUAGES) as LanguageName[]).filter((name) => !pathTo(name))
  if (missing.length > 0) apt(...missing.flatMap((name) => LANGUAGES[name].packages))
}

/** What to do where there is none. */
export const howToGet = (name: LanguageName): string =>
  `It is not tried, for ${name} is not installed. On Debian: apt-get install ${LANGUAGES[name].packages.join(' ')}`
