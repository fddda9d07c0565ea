/**
 * Lit on a page that lists its Trusted Types policies (`trusted-types shop`). Lit asks for one of its own as it is read,
 * and is lost where the list has none for it, or another copy of Lit has it already. So this is read before Lit, and hands
 * it what it asks for: a policy, or what looks like one.
 */

interface Factory {
  readonly emptyScript: unknown
  createPolicy(name: string, rules: object): object
}

interface Template {
  createElement(markup: string): HTMLTemplateElement
}

const own: Factory | undefined = Reflect.get(globalThis, 'trustedTypes')

/** Lit's own, where it was refused a policy. */
let refused: Template | undefined

function handOut(trustedTypes: Factory): void {
  Object.defineProperty(globalThis, 'trustedTypes', { configurable: true, value: trustedTypes })
}

function createPolicy(name: string, rules: object): object {
  try {
    return own?.createPolicy(name, rules) ?? rules
  } catch {
    // Lit's hooks for polyfills: one is called once Lit has been read.
    const hook = (template: Template) => (refused = template)
    Object.assign(globalThis, { litHtmlPolyfillSupport: hook, litHtmlPolyfillSupportDevMode: hook })
    return rules
  }
}

if (own) handOut({ emptyScript: own.emptyScript, createPolicy })

/** To be called once Lit has been read: `act` is called when Lit can draw, which is at once on all but a few pages. */
export async function whenLitDraws(act: () => void): Promise<void> {
  if (own) handOut(own)
  if (refused && !mayParse()) refused.createElement = (await import('./markup.ts')).build
  act()
}

/** Whether markup is taken that no policy has looked at: a page may list policies without requiring them. */
function mayParse(): boolean {
  try {
    document.createElement('template').innerHTML = '<br>'
    return true
  } catch {
    return false
  }
}
