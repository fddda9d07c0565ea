/** Installs Debian's packages, where we may. */

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Does nothing but on Debian, as root. */
export function apt(...packages: string[]): void {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const run = (...args: string[]) =>
    // A machine that has just been made may be at its own updates.
    spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], {
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    })
  run('update')
  run('install', '-y', ...packages)
}
