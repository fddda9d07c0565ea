/** Whether this Node will do. Read by Nodes that will not: it imports nothing, and says nothing in new ways. */

/** As in package.json, `engines`. */
export const MINIMUM = '22.18.0'

/** What to tell whoever runs an older one; undefined where it will do. */
export function tooOld(version: string): string | undefined {
  const [is, wanted] = [version, MINIMUM].map((text) => text.split('.').map(Number))
  for (const [place, number] of (wanted ?? []).entries()) {
    const there = is?.[place] ?? 0
    if (there > number) return undefined
    if (there < number) {
      return `payment-status-relay needs Node ${MINIMUM} or newer, and this is ${version}. Install it from https://nodejs.org, or by your version manager.`
    }
  }
  return undefined
}

export function requireNode(): void {
  const problem = tooOld(process.versions.node)
  if (problem !== undefined) throw new Error(problem)
}
