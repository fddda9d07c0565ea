/** Before the first test: finds what the tests need beside Node, or installs it where we may. */

import { ALL, install } from './programs.ts'

export default (): void => install(...ALL)
