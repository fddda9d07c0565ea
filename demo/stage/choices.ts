/** What the visitor has chosen. It stands in the address, so that a reload keeps it and a link tells it. */

export interface Choices {
  provider: string
  currency: string
  language: string
  look: string
  theme: string
}

export const LOOKS: readonly [look: string, name: string][] = [
  ['card', 'Card'],
  ['steps', 'Steps'],
  ['dialog', 'Dialog'],
  ['badge', 'Badge'],
  ['toasts', 'Toasts'],
]

export const THEMES: readonly [theme: string, name: string][] = [
  ['light dark', 'Device'],
  ['light', 'Light'],
  ['dark', 'Dark'],
]

/** M-Pesa, on whatever the device likes: what a room knows best. */
const FIRST: Choices = {
  provider: 'daraja',
  currency: 'KES',
  language: 'en',
  look: 'card',
  theme: 'light dark',
}

// Filled in by the build: the names of all languages but English.
declare const LANGUAGES: string

/** Each as it calls itself. */
export const LANGUAGE_NAMES: readonly [tag: string, name: string][] = [
  'en',
  ...LANGUAGES.split(' '),
]
  .map((tag): [string, string] => [tag, nameOf(tag)])
  .toSorted(([, one], [, other]) => one.localeCompare(other))

function nameOf(tag: string): string {
  const name = new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1)
}

const isRtl = /^(ar|fa|he|ur)\b/

export const directionOf = (language: string): 'rtl' | 'ltr' =>
  isRtl.test(language) ? 'rtl' : 'ltr'

/** What nobody offers is not chosen. Provider and currency: the server knows what there is. */
export function readChoices(search: string = location.search): Choices {
  const given = new URLSearchParams(search)
  const of = (name: keyof Choices) => given.get(name) ?? FIRST[name]
  const oneOf = (name: keyof Choices, all: readonly (readonly [string, string])[]) =>
    all.find(([each]) => each === given.get(name))?.[0] ?? FIRST[name]
  return {
    provider: of('provider'),
    currency: of('currency'),
    language: oneOf('language', LANGUAGE_NAMES),
    look: oneOf('look', LOOKS),
    theme: oneOf('theme', THEMES),
  }
}

/** Writes them into the address, without another entry in the history. */
export function writeChoices(choices: Choices): void {
  const address = new URL(location.href)
  for (const [name, value] of Object.entries(choices)) {
    if (value === FIRST[name as keyof Choices]) address.searchParams.delete(name)
    else address.searchParams.set(name, value)
  }
  history.replaceState(null, '', address)
}
