/** The toasts on the page: one stack per document, above all else, dialogs too. */

import type { Kit } from './kit.ts'
import { focused, keepAbove } from './layer.ts'
import type { Text } from './news.ts'
import { onSwipe } from './swipe.ts'
import type { Pause } from './toast-queue.ts'
import { styles } from './toasts.styles.ts'

/** One toast, as it is shown. */
export interface Slip {
  id: string
  text: Text
  /** How long it is shown, and what is left of that, in ms. Infinity: it stays. */
  ms: number
  left: number
}

/** All that is shown. */
export interface Pile {
  slips: readonly Slip[]
  isPaused: boolean
  /** Words: of the landmark, of the cross, that more wait, and that time stands still. */
  region: string
  close: string
  more: string
  paused: string
  /** BCP 47. */
  language: string
  /** Whose looks and direction they have. */
  source: HTMLElement
}

/** What the shopper does. */
export interface Deeds {
  pause: (by: Pause) => void
  resume: (by: Pause) => void
  dismiss: (id: string) => void
}

export interface Stack {
  readonly host: HTMLElement
  show(pile: Pile): void
  /** Says a toast aloud that has just come. */
  say(id: string, text: Text): void
}

interface Item {
  element: HTMLElement
  text?: Text
  /** The line that runs out. */
  line?: Animation | undefined
  /** What was said of it. */
  spoken?: HTMLElement
}

/** Leads to the toasts, and back. */
const KEY = 'F8'

/** The shop's own looks, wherever it has set them. */
const THEME = 'accent surface text border radius font success failure notice'
  .split(' ')
  .map((name) => `--payment-status-${name}`)

const CROSS = 'm6.5 6.5 11 11m0-11-11 11'

export function createStack(kit: Kit, deeds: Deeds): Stack {
  const { html, render, adoptStyles, later } = kit
  const host = document.createElement('payment-toasts')
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
  const items = new Map<string, Item>()
  /** Where the focus was, before it was led here. */
  let origin: HTMLElement | undefined

  render(
    html`<section class="look" role="region" tabindex="-1" aria-keyshortcuts=${KEY}>
      <div class="spoken" role="status" aria-atomic="false"></div>
      <div class="spoken" role="alert" aria-atomic="false"></div>
      <ol></ol>
      <p class="foot"><span></span><span></span></p>
    </section>`,
    root,
  )
  const region = find('section')
  const list = find('ol')
  const raise = keepAbove(host)

  function find(selector: string): HTMLElement {
    return root.querySelector<HTMLElement>(selector) ?? host
  }

  function show(pile: Pile): void {
    const places = [...items.values()].map(({ element }) => [element, element.offsetTop] as const)
    const isFresh = pile.slips.some(({ id }) => !items.has(id))
    const ids = pile.slips.map(({ id }) => id)
    dress(pile)
    for (const id of [...items.keys()]) if (!ids.includes(id)) remove(id)
    for (const slip of pile.slips) place(slip, pile)
    // Who stays makes room, or closes the gap.
    for (const [element, top] of places) {
      const by = top - element.offsetTop
      if (by && isCalm()) animate(element, [{ transform: `translateY(${by}px)` }, {}], 200)
    }
    if (isFresh || !host.isConnected) raise()
  }

  function dress({ source, language, region: label, more, paused }: Pile): void {
    adoptStyles(root, 'first', kit.styles)
    adoptStyles(root, 'later', later.styles)
    adoptStyles(root, 'toasts', styles)
    const style = getComputedStyle(source)
    for (const name of [...THEME, 'color-scheme']) {
      host.style.setProperty(name, style.getPropertyValue(name))
    }
    host.dir = style.direction
    host.lang = language
    region.setAttribute('aria-label', label)
    find('.foot span').textContent = more
    find('.foot span + span').textContent = paused
  }

  /** What is there already keeps its element, and the focus in it. */
  function place({ id, text, ms, left }: Slip, { isPaused, close }: Pile): void {
    const item = items.get(id) ?? add(id)
    if (item.text !== text) {
      draw(id, item, text, close, ms)
      item.line?.cancel()
      const line = item.element.querySelector('i')
      item.line =
        ms < Infinity
          ? line?.animate?.([{}, { transform: 'scaleX(0)' }], { duration: ms, fill: 'forwards' })
          : undefined
    }
    if (!item.line) return
    item.line.currentTime = ms - left
    if (isPaused) item.line.pause()
    else item.line.play()
  }

  function add(id: string): Item {
    const item = { element: document.createElement('li') }
    items.set(id, item)
    list.append(item.element)
    animate(item.element, [{ opacity: 0, ...(isCalm() && up(8)) }, {}], 220)
    return item
  }

  function draw(id: string, item: Item, text: Text, close: string, ms: number): void {
    const { tone, icon, title, reference, text: words, url } = text
    const href = url && later.pageUrl(url, document.baseURI)
    item.text = text
    item.element.className = tone
    item.element.setAttribute('part', 'toast')
    render(
      html`<svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor">
          <path d=${icon} />
        </svg>
        <div>
          ${
            href
              ? html`<a class="words title" href=${href} .textContent=${title}></a>`
              : html`<b class="words title" .textContent=${title}></b>`
          }
          <p>
            <bdi translate="no" .textContent=${reference}></bdi><span .textContent=${words}></span>
          </p>
        </div>
        <button
          type="button"
          part="close"
          aria-label=${`${close}: ${title}`}
          @click=${({ detail }: MouseEvent) => dismiss(id, detail === 0)}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor">
            <path d=${CROSS} />
          </svg>
        </button>
        <i ?hidden=${ms === Infinity}></i>`,
      item.element,
    )
  }

  function remove(id: string): void {
    const { element, spoken } = items.get(id) ?? {}
    items.delete(id)
    spoken?.remove()
    if (!element) return
    // Others take its place while it goes.
    element.style.top = `${element.offsetTop}px`
    element.removeAttribute('part')
    element.setAttribute('inert', '')
    element.classList.add('going')
    const going = animate(element, [{}, { opacity: 0, ...(isCalm() && up(4)) }], 160)
    if (going) going.onfinish = () => element.remove()
    else element.remove()
  }

  /** `isByKey`: whoever has no pointer goes on with the next, or where they came from. */
  function dismiss(id: string, isByKey: boolean): void {
    const at = [...items.keys()].indexOf(id)
    if (!isByKey && isInside()) focused()?.blur()
    deeds.dismiss(id)
    if (!isByKey) return
    const left = [...items.values()]
    const next = left[Math.min(at, left.length - 1)]
    if (next) next.element.querySelector('button')?.focus()
    else goBack()
  }

  function goBack(): void {
    focused()?.blur()
    origin?.focus()
    origin = undefined
  }

  function say(id: string, { title, reference, text, tone }: Text): void {
    const item = items.get(id)
    if (!item) return
    item.spoken?.remove()
    item.spoken = document.createElement('p')
    item.spoken.textContent = [title, reference, text].filter(Boolean).join('. ')
    find(tone === 'failure' ? '[role=alert]' : '[role=status]').append(item.spoken)
  }

  list.addEventListener('pointerenter', () => deeds.pause('pointer'))
  list.addEventListener('pointerleave', () => deeds.resume('pointer'))
  onSwipe(list, (element) => {
    for (const [id, item] of items) if (item.element === element) dismiss(id, false)
  })

  const isInside = () => root.activeElement !== null
  const follow = () => queueMicrotask(() => deeds[isInside() ? 'pause' : 'resume']('focus'))
  region.addEventListener('focusin', follow)
  region.addEventListener('focusout', follow)

  const escape = () => {
    const [newest] = [...items.keys()].reverse()
    const here = [...items].find(([, { element }]) => element.contains(root.activeElement))
    const id = here?.[0] ?? newest
    if (id) dismiss(id, isInside())
  }
  region.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    // It is meant for the toast, not for the dialog around it.
    event.preventDefault()
    event.stopPropagation()
    escape()
  })
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || !items.size) return
    // A dialog is nearer.
    if (event.key === 'Escape' && host.parentNode === document.body) escape()
    if (event.key !== KEY) return
    event.preventDefault()
    if (isInside()) return goBack()
    origin = focused()
    region.focus()
  })

  return { host, show, say }
}

const isCalm = (): boolean => !matchMedia('(prefers-reduced-motion: reduce)').matches
const up = (px: number) => ({ transform: `translateY(${-px}px)` })
const animate = (element: HTMLElement, frames: Keyframe[], duration: number) =>
  document.hidden
    ? undefined
    : element.animate?.(frames, { duration, easing: 'cubic-bezier(.2,.8,.2,1)' })
