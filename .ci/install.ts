/** Before the first test: finds Chrome, or installs it where we may. */

import { installChrome } from './browser.ts'

export default (): void => void installChrome()
