/** The page's own row: what it says and hears, byte by byte, and what the element shows. */

import {
  isRelayFrame,
  isRecord,
  parseJson,
  type Checked,
  type RelayFrame,
} from '../../relay/protocol.ts'
import type { PaymentStatusElement } from '../../widget/payment-status.ts'
import type { Happening } from './happening.ts'
import type { Tapped } from './tap.ts'

type Tone = Happening['tone']
type Said = [text: string, tone?: Tone]

/** What is worth a place in the row: signs of life, every few seconds, are not. */
const HEARD: { [Type in RelayFrame['type']]?: (frame: RelayFrame & { type: Type }) => Said } = {
  connected: () => ['is greeted'],
  subscribed: () => ['is subscribed', 'good'],
  update: ({ order }) => [`hears v${order.version}: ${order.status.replaceAll('_', ' ')}`],
  checked: ({ orders }) => [`hears: ${CHECKED[Object.values(orders)[0]?.outcome ?? 'cannot']}`],
  notification: () => ['hears a message'],
  drain: () => ['is to come back later', 'care'],
  error: ({ code }) => [`hears ${code}`, 'bad'],
}

const CHECKED: Readonly<Record<Checked['outcome'], string>> = {
  answered: 'the provider has answered',
  later: 'no answer yet',
  cannot: 'nobody can be asked',
}

const SAID: Readonly<Record<string, string>> = {
  subscribe: 'subscribes',
  ack: 'acknowledges',
  ask: 'has it asked',
  token: 'renews its token',
}

const CONNECTIONS: Readonly<Record<PaymentStatusElement['connection'], Said>> = {
  live: ['is live', 'good'],
  polling: ['asks by polling', 'care'],
  connecting: ['reconnects', 'care'],
  offline: ['is offline', 'care'],
}

let count = 0

/** The page has had the provider asked, and is yet to hear what came of it. */
let isChecking = false

const happening = (at: number, [text, tone = 'plain']: Said, more: Partial<Happening> = {}) => ({
  id: `page-${++count}`,
  at,
  lane: 'page' as const,
  text,
  tone,
  ...more,
})

/** What was tapped, in words; undefined: nothing that anybody wants to see. */
export function ofTap(tapped: Tapped): Happening | undefined {
  const said = tapped.via === 'socket' ? ofFrame(tapped) : ofPoll(tapped)
  if (!said) return undefined
  const { at, bytes, url, status, again } = tapped
  return happening(at, said, {
    bytes,
    ...(again && { again }),
    ...(url && { bytes: `POST ${url}${status ? ` · ${status}` : ''}\n\n${bytes}` }),
    ...(url && again && { curl: curlOf(url, bytes) }),
  })
}

function ofFrame({ direction, bytes }: Tapped): Said | undefined {
  if (direction === 'closed') return [`socket closed: ${bytes}`, 'care']
  if (direction === 'opened') return undefined
  const frame = parseJson(bytes)
  if (direction === 'in') return isRelayFrame(frame) ? heardNow(frame) : undefined
  if (isRecord(frame) && frame.type === 'ask') isChecking = true
  const text = isRecord(frame) ? SAID[String(frame.type)] : undefined
  return text ? [text] : undefined
}

/** That the relay asks every few seconds by itself is a sign of life, and no more. */
function heardNow(frame: RelayFrame): Said | undefined {
  if (frame.type !== 'checked') return heard(frame)
  const said = isChecking ? heard(frame) : undefined
  isChecking = false
  return said
}

function heard<Type extends RelayFrame['type']>(
  frame: RelayFrame & { type: Type },
): Said | undefined {
  const type: Type = frame.type
  return HEARD[type]?.(frame)
}

function ofPoll({ direction, bytes, status }: Tapped): Said | undefined {
  if (direction === 'out') return ['polls']
  const answer = parseJson(bytes)
  const frames = isRecord(answer) && Array.isArray(answer.frames) ? answer.frames : undefined
  if (!frames) return [`is answered ${status ?? 'nothing'}`, 'care']
  const [first] = frames.filter(isRelayFrame).map(heard).filter(Boolean)
  return first ?? ['nothing new']
}

/** Tells what the element tells its page. */
export function watchElement(
  element: PaymentStatusElement,
  tell: (happening: Happening) => void,
): void {
  element.addEventListener('payment-status-change', ({ snapshot }) => {
    const bytes = JSON.stringify(snapshot, null, 2)
    const show = () =>
      tell(happening(Date.now(), [shownBy(element), toneOf(snapshot)], { bytes, isShown: true }))
    // Only once it is on the screen.
    requestAnimationFrame(() => void element.updateComplete.then(show))
  })
  element.addEventListener('payment-connection-change', ({ connection }) =>
    tell(happening(Date.now(), CONNECTIONS[connection])),
  )
  element.addEventListener('payment-error', ({ code, message }) =>
    tell(happening(Date.now(), [code.replaceAll('_', ' '), 'bad'], { bytes: message })),
  )
}

/** In the element's own words. */
function shownBy({ shadowRoot, status }: PaymentStatusElement): string {
  const title = shadowRoot?.querySelector('[part~=title], [part~=badge]')?.textContent?.trim()
  return `shows “${title || status}”`
}

function toneOf({ status }: { status: string }): Tone {
  if (status === 'succeeded' || status === 'authorized') return 'good'
  return status === 'failed' ? 'bad' : 'plain'
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

const curlOf = (url: string, body: string) =>
  `curl ${quoted(new URL(url, location.href).href)} -H 'Content-Type: text/plain' -d ${quoted(body)}`
