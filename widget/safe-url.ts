/** Where a link may lead. What the browser itself makes of an address decides, however it is spelled. */

const PAGE = /^https?:$/
const APP = /^(upi|phonepe|paytmmp|gpay|tez|bitcoin|lightning):$/

function urlOf(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base)
  } catch {
    return undefined
  }
}

const isOpenable = (protocol: string): boolean => PAGE.test(protocol) || APP.test(protocol)

/**
 * An order's own address, where it opens a page or the shopper's app: as the browser reads it, so that what was looked at
 * is what is opened. Empty for all else: what runs as a script, is relative, or nobody can read.
 */
export function actionUrl(text: string): string {
  const { protocol = '', href = '' } = urlOf(text) ?? {}
  return isOpenable(protocol) || (protocol === 'intent:' && isPlainIntent(href)) ? href : ''
}

/**
 * Android reads an intent's address and the page to fall back to out of what follows the last `#`, percent-decoded. Chrome
 * looks at them too, but apps that show a page within themselves often do not.
 *
 * @see https://developer.chrome.com/docs/android/intents
 */
function isPlainIntent(href: string): boolean {
  const [name, ...entries] = href.slice(href.lastIndexOf('#') + 1).split(';')
  const valuesOf = (key: string): string[] =>
    entries
      .map(decodeURIComponent)
      .filter((entry) => entry.startsWith(key))
      .map((entry) => entry.slice(key.length))
  try {
    const schemes = valuesOf('scheme=')
    return (
      name === 'Intent' &&
      schemes.length > 0 &&
      schemes.every((scheme) => isOpenable(`${scheme}:`)) &&
      valuesOf('S.browser_fallback_url=').every((url) => PAGE.test(urlOf(url)?.protocol ?? ''))
    )
  } catch {
    // Not percent-encoded as it should be: nobody knows how it will be read.
    return false
  }
}

/**
 * An address that the page gave, as it gave it, where it leads to a page: http or https, or relative to `base`. Empty for all
 * else but what `more` allows, such as `/^mailto:$/`.
 */
export function pageUrl(text: string, base: string, more?: RegExp): string {
  const { protocol = '' } = urlOf(text, base) ?? {}
  // What is relative stays with the page, whose scheme may be an app's own.
  const isRelative = !urlOf(text) && protocol === urlOf(base)?.protocol
  return isRelative || PAGE.test(protocol) || more?.test(protocol) ? text : ''
}
