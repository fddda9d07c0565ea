/** Whether a text of ALLOWED_ORIGINS is an origin, or stands for all below a name. */

const WILDCARD = /^(https?:\/\/)\*\./

/** `https://*.com` would let in whoever has a name at all. */
const isShared = (host: string): boolean => !host.includes('.') && host !== 'localhost'

export function isOrigin(text: string): boolean {
  const base = text.replace(WILDCARD, '$1')
  if (!URL.canParse(base)) return false
  const { origin, hostname } = new URL(base)
  // No name is below an address.
  const isBelow = base !== text
  return (
    origin === base && !base.includes('*') && !(isBelow && (isShared(hostname) || isIP(hostname)))
  )
}

const isIP = (host: string): boolean => /^[\d.]+$|^\[/.test(host)
