/** Tells in a hidden tab's title and icon how it ended, and puts both back once somebody looks. */

import type { Tone, View } from '../view-model/view.ts'

const MARKS: Readonly<Record<Tone, string>> = {
  waiting: '',
  quiet: '',
  notice: '!',
  success: '✓',
  failure: '✕',
}

/** Drawn in a box of 24. */
const ICONS: Partial<Readonly<Record<Tone, readonly [colour: string, path: string]>>> = {
  success: ['#0a7a4a', 'm6 13 4 4 8-9'],
  failure: ['#b92a1c', 'm8 8 8 8M16 8l-8 8'],
  notice: ['#8f5e00', 'M12 6v7m0 4v0'],
}

/** What stood there before, of the page's own. */
interface Page {
  title: string
  icons: (readonly [link: HTMLLinkElement, rel: string])[]
}

export class TabTitle {
  /** What was shown when somebody looked last. */
  #seen = ''
  #ours = ''
  #icon: HTMLLinkElement | undefined
  #page: Page | undefined

  show({ title, tone, ring }: View): void {
    if (!document.hidden) {
      this.restore()
      this.#seen = title
      return
    }
    // What has not ended is no news; nor what the shopper has seen.
    if (ring === 'turning' || ring === 'broken' || title === this.#seen) return this.restore()
    this.#page ??= { title: document.title, icons: [] }
    this.#ours = `${MARKS[tone]} ${title}`.trim()
    document.title = this.#ours
    this.#draw(ICONS[tone])
  }

  restore(): void {
    if (!this.#page) return
    const { title, icons } = this.#page
    // The page may have said something of its own meanwhile.
    if (document.title === this.#ours) document.title = title
    this.#icon?.remove()
    this.#icon = undefined
    for (const [link, rel] of icons) link.rel = rel
    this.#page = undefined
  }

  #draw(icon: readonly [colour: string, path: string] | undefined): void {
    if (!icon) return
    const [colour, path] = icon
    for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel~=icon]')) {
      if (link === this.#icon) continue
      this.#page?.icons.push([link, link.rel])
      // Beside another one, browsers choose as they like.
      link.rel = 'alternate'
    }
    this.#icon ??= document.head.appendChild(document.createElement('link'))
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="12" fill="${colour}"/><path d="${path}" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/></svg>`
    this.#icon.rel = 'icon'
    this.#icon.href = `data:image/svg+xml,${encodeURIComponent(svg)}`
  }
}
