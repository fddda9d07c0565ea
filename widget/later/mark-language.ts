import type { LitElement } from 'lit'
import type { Speech } from '../words-controller.ts'

/** Tells those who read aloud or translate which language it is, and whether anything is left to translate. */
export function markLanguage({ renderRoot }: LitElement, speech: Speech | undefined): void {
  if (!speech) return
  for (const part of renderRoot.children) {
    // What the shop wrote is the shop's.
    if (part.localName === 'slot') continue
    const translate = speech.isPages ? 'no' : null
    if (part.getAttribute('lang') !== speech.language) part.setAttribute('lang', speech.language)
    if (part.getAttribute('translate') === translate) continue
    if (translate) part.setAttribute('translate', translate)
    else part.removeAttribute('translate')
  }
}
