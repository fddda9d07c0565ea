/** Before the first test: finds what the tests need beside Node, or installs it where we may. */

import { apt, found } from './apt.ts'
import { installChrome } from './browser.ts'

export default (): void => {
  installChrome()
  // Shows what the relay asks of the kernel, in which order: Linux only, as are the tests that need it.
  if (process.platform !== 'linux' || found('strace')) return
  apt('strace')
  if (!found('strace')) throw new Error('No strace found: install it ("apt-get install strace").')
}
