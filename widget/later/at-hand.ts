/** What an action comes to on the device that shows it. Pure. */

import type { Action } from '../../relay/protocol.ts'
import { actionUrl } from '../safe-url.ts'

/** What an app reads that scans them as a code: each wallet and bank reads these of all the others. */
const SCANNED = /^(upi|bitcoin|lightning):/

/**
 * With an address that opens something, or none. On a desktop (`isDesktop`: nothing of it is touched) an app's own link
 * may do nothing: so a phone can scan it, too. It stays a link: what a device has can only be guessed. And what is to be
 * scanned may be given as a link only.
 */
export function atHand(action: Action, isDesktop: boolean): Action {
  const { url: given = '', ...rest } = action
  const url = actionUrl(given)
  const isScanned =
    (action.type === 'scan' || (isDesktop && action.type === 'approve_in_app')) && SCANNED.test(url)
  return {
    ...(isScanned && { qr: url }),
    ...rest,
    ...(isScanned && { type: 'scan' }),
    ...(url && { url }),
  }
}
