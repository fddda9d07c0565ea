/** The toasts on the page: one stack per document, above all else, dialogs too. */

import type { Kit } from './kit.ts'
import { focused, keepAbove } from './layer.ts'
import { sumText, type Text } from './news.ts'
import type { Speech } from './speech.ts'
import {
  shownOf,
  waitingCount,
  type Toast,
  type ToastEvent,
  type ToastQueue,
} from './toast-queue.ts'
import { styles } from './toasts.styles.ts'
import type { Told } from './told.ts'

export interface Stack {
  readonly host: HTMLElement
  /** Shows all that is to be shown. Answers what was not shown before. */
  show(queue: ToastQueue<Told>, speech: Speech): Toast<Told>[]
}

/** Leads to the toasts, and back. */
const KEY = 'F8'

/** So far a finger draws a toast out, in px. */
const OUT = 45

const motion = matchMedia('(prefers-reduced-motion: no-preference)')

export function createStack(kit: Kit, dispatch: (event: ToastEvent<never>) => void): Stack {
  const { html, nothing, render, adoptStyles, later, icons, tools } = kit
  const host = document.createElement('payment-toasts')
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
  /** By the toast's id. */
  const items = new Map<string, HTMLElement>()
  const drawn = new WeakMap<HTMLElement, Toast<Told>>()
  /** What was said of it. */
  const spoken = new WeakMap<HTMLElement, HTMLElement>()
  /** Where the focus was, before it was led here. */
  let origin: HTMLElement | undefined

  // Screen readers announce changes to a live region, not its arrival.
  render(
    html`<section class="look" role="region" tabindex="-1" aria-keyshortcuts=${KEY}>
      <div class="spoken" role="status" aria-atomic="false"></div>
      <div class="spoken" role="alert" aria-atomic="false"></div>
      <ol></ol>
      <p class="foot"></p>
    </section>`,
    root,
  )
  const region = find('section')
  const list = find('ol')
  const raise = keepAbove(host)

  function find(selector: string): HTMLElement {
    return root.querySelector<HTMLElement>(selector) ?? host
  }

  function show(queue: ToastQueue<Told>, speech: Speech): Toast<Told>[] {
    const { pauses } = queue
    const shown = shownOf(queue)
    const { language, words } = speech
    const count = waitingCount(queue)
    const foot = [
      count ? tools.fill(words.toast.more, { n: count.toLocaleString(language) }) : '',
      pauses[0] && shown[0] ? words.toast.paused : '',
    ]
    adoptStyles(root, 'toasts', kit.styles + later.styles + styles)
    host.lang = language
    region.setAttribute('aria-label', words.toast.region)
    find('.foot').textContent = foot.filter(Boolean).join(' · ')

    const places = [...items.values()].map((item) => [item, item.offsetTop] as const)
    const ids = shown.map(({ toast }) => toast.id)
    for (const [id, item] of items) if (!ids.includes(id)) remove(id, item)
    const fresh = shown.map(({ toast }) => toast).filter((toast) => draw(toast, words.button.close))
    // Who stays makes room, or closes the gap.
    for (const [item, top] of places) {
      const from = `translateY(${top - item.offsetTop}px)`
      item.animate({ transform: [from, 'none'] }, motion.matches ? 200 : 0)
    }
    for (const { toast, left } of shown) {
      if (left === Infinity) continue
      const share = `scaleX(${left / toast.ms})`
      const transform = [share, pauses[0] ? share : 'scaleX(0)']
      items
        .get(toast.id)
        ?.querySelector('i')
        ?.animate({ transform }, { duration: left, fill: 'both' })
    }
    if (fresh[0] || !host.isConnected) raise()
    return fresh
  }

  /** Says whether that was new. What is there already keeps its element, and the focus in it. */
  function draw(toast: Toast<Told>, close: string): boolean {
    const { id, ms, contents } = toast
    const [first] = contents
    const item = items.get(id) ?? list.appendChild(document.createElement('li'))
    if (!first || drawn.get(item) === toast) return false
    items.set(id, item)
    drawn.set(item, toast)
    const told = contents[1] ? sumText(kit, contents.length, first.speech) : first.text
    const { tone, icon, title, reference, text, url } = told
    item.className = tone
    item.setAttribute('part', 'toast')
    render(
      html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d=${icon} /></svg>
        <div>
          <a
            href=${(url && later.pageUrl(url, document.baseURI)) || nothing}
            .textContent=${title}
          ></a>
          <p>
            <bdi translate="no" .textContent=${reference}></bdi><span .textContent=${text}></span>
          </p>
        </div>
        <button
          type="button"
          part="close"
          aria-label=${`${close}: ${title}`}
          @mousedown=${keepFocus}
          @click=${() => dismiss(id)}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true"><path d=${icons.cross} /></svg>
        </button>
        <i ?hidden=${ms === Infinity}></i>`,
      item,
    )
    if (!contents.every(({ isSpoken }) => isSpoken?.())) say(item, told)
    return true
  }

  function say(item: HTMLElement, { title, reference, text, tone }: Text): void {
    spoken.get(item)?.remove()
    const words = document.createElement('p')
    words.textContent = [title, reference, text].filter(Boolean).join('. ')
    find(tone === 'failure' ? '[role=alert]' : '[role=status]').append(words)
    spoken.set(item, words)
  }

  function remove(id: string, item: HTMLElement): void {
    items.delete(id)
    spoken.get(item)?.remove()
    if (item.contains(root.activeElement)) focused()?.blur()
    // Others take its place while it goes.
    item.style.top = `${item.offsetTop}px`
    item.removeAttribute('part')
    item.setAttribute('inert', '')
    item.classList.add('going')
    item.onanimationend = () => item.remove()
  }

  /** Who had the focus in it goes on with the next, or where they came from. */
  function dismiss(id: string): void {
    const at = [...items.keys()].indexOf(id)
    const isInside = root.activeElement !== null
    dispatch({ type: 'drop', id })
    const left = [...items.values()]
    const next = left[at] ?? left[at - 1]
    if (!isInside) return
    if (next) next.querySelector('button')?.focus()
    else goBack()
  }

  function goBack(): void {
    focused()?.blur()
    origin?.focus()
  }

  const idOf = (node: unknown) => [...items].find(([, item]) => item.contains(node as Node))?.[0]

  /** The one with the focus, or the newest. */
  function escape(): void {
    const id = idOf(root.activeElement) ?? [...items.keys()].pop()
    if (id) dismiss(id)
  }

  list.addEventListener('pointerenter', () => dispatch({ type: 'pause', by: 'pointer' }))
  list.addEventListener('pointerleave', () => dispatch({ type: 'resume', by: 'pointer' }))
  region.addEventListener('focusin', () => dispatch({ type: 'pause', by: 'focus' }))
  region.addEventListener('focusout', () => dispatch({ type: 'resume', by: 'focus' }))

  list.addEventListener('pointerdown', ({ target, clientX: from, pointerType }) => {
    const id = idOf(target)
    const item = id && items.get(id)
    // A mouse selects text. Up and down, the page scrolls.
    if (!item || pointerType === 'mouse') return
    item.onpointermove = ({ clientX }) => (item.style.transform = `translateX(${clientX - from}px)`)
    item.onpointerup = item.onpointercancel = ({ type, clientX }) => {
      item.onpointermove = null
      if (type === 'pointerup' && Math.abs(clientX - from) > OUT) dismiss(id)
      else item.style.transform = ''
    }
  })

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
    if (root.activeElement) return goBack()
    origin = focused()
    region.focus()
  })

  return { host, show }
}

/** A pointer that closes one leaves the focus where it is: time must not stand still for it. */
const keepFocus = (event: Event): void => event.preventDefault()
