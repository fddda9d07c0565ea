/** The stage: a shop's window, a shopper's phone, and everything that may go wrong between them. */

import type { PaymentStatusElement } from '../../widget/payment-status.ts'
import { hideBytes, showBytes } from './bytes.ts'
import {
  directionOf,
  LANGUAGE_NAMES,
  LOOKS,
  readChoices,
  THEMES,
  writeChoices,
  type Choices,
} from './choices.ts'
import { Controls } from './controls.ts'
import { find, make } from './dom.ts'
import type { Happening } from './happening.ts'
import { watchTouches } from './idle.ts'
import { Lanes } from './lanes.ts'
import { money } from './money.ts'
import { ofTap, watchElement } from './page-lane.ts'
import { Phone } from './phone.ts'
import { Picker } from './picker.ts'
import { Play } from './play.ts'
import { offerRoom } from './room.ts'
import { sendAgain } from './send-again.ts'
import * as server from './server.ts'
import type { Provider, Start } from './server.ts'
import { showSnippets } from './snippets.ts'
import { tap } from './tap.ts'
import { tourSteps } from './tour-steps.ts'
import { Tour } from './tour.ts'
import { VISIT } from './visit.ts'
import { drawWay } from './way.ts'

const SHOP = 'Kikoy House'

/** How long the dialog, which covers the phone, waits until the phone answers by itself. In ms. */
const BY_ITSELF = 5_000

const element = find<PaymentStatusElement>('payment-status')
const choices: Choices = readChoices()
let offered: Start = {
  providers: [],
  currencies: [],
  relay: { isRunning: true },
  isWatched: false,
  lan: null,
}

// Before the element's script, which comes last in the page, opens a socket.
tap((tapped) => {
  const happening = ofTap(tapped)
  if (happening) tellOfPage(happening)
})

const lanes = new Lanes(choose)
const phone = new Phone((act) => void play.act(act))
const play = new Play({
  element,
  phone,
  tell,
  begin,
  cast: () => ({ provider: provider(), currency: choices.currency }),
  draw: () => controls.draw(),
})
const controls = new Controls(play)
const tour = new Tour(
  tourSteps({
    element,
    texts: () => lanes.all.map(({ text }) => text),
    canBeAsked: () => provider().cannot === undefined,
    reset,
  }),
  Number(new URLSearchParams(location.search).get('pace') ?? 1),
)
const picker = new Picker(find<HTMLInputElement>('#provider'), (id) => {
  choices.provider = id
  choices.currency = provider().home ?? choices.currency
  recast()
})

applyLooks()
showSnippets()
watchElement(element, tellOfPage)
listen()
void open()

/** Everything is in its place before anything is shown. */
async function open(): Promise<void> {
  try {
    offered = await server.start()
  } catch (error) {
    find('#pane .loading').textContent = error instanceof Error ? error.message : String(error)
  }
  play.isRelayRunning = offered.relay.isRunning
  offer()
  find('main').classList.remove('opening')
  offerRoom(offered.lan, () => play.order)
  const named = new URLSearchParams(location.search).get('order') ?? undefined
  await play.open(named, offered.isWatched)
}

function provider(): Provider {
  const { providers } = offered
  const found = providers.find(({ id }) => id === choices.provider) ?? providers[0]
  return found ?? { id: 'daraja', name: 'M-Pesa', prompt: 'pin', acts: [] }
}

/** What there is to choose from, and what is chosen. */
function offer(): void {
  const { id, currency: only } = provider()
  const { providers, currencies } = offered
  choices.provider = id
  const isOffered = currencies.some(({ code }) => code === choices.currency)
  if (only) choices.currency = only
  else if (!isOffered) choices.currency = currencies[0]?.code ?? 'KES'
  picker.offer(providers, id)
  const codes = currencies.map(({ code }) => code)
  fill(
    'currency',
    (only ? [only] : codes).map((code) => [code, code]),
    choices.currency,
  )
  controls.offer(provider())
  controls.draw()
  dress()
  writeChoices(choices)
}

/** What follows from provider, currency and language. */
function dress(): void {
  const { name, prompt } = provider()
  const { language, currency } = choices
  const minor = offered.currencies.find(({ code }) => code === currency)?.amount ?? 0
  const amount = money(minor, currency, language)
  lanes.name(name)
  phone.set(prompt, { amount, shop: SHOP, provider: name })
  phone.tick(language)
  phone.show(phone.screen)
  find('#price').textContent = `2 × ${money(minor / 2, currency, language)}`
  for (const label of document.querySelectorAll('.pay-label')) label.textContent = `Pay ${amount}`
  drawWay(lanes.all, name, element.connection)
}

/** Another provider, or another currency: another order. */
function recast(): void {
  offer()
  void play.anew()
}

function applyLooks(): void {
  const { language, look, theme } = choices
  document.documentElement.style.colorScheme = theme
  fill('language', LANGUAGE_NAMES, language)
  fill('look', LOOKS, look)
  fill('theme', THEMES, theme)
  const pane = find('#pane')
  pane.dataset['look'] = look
  for (const place of [pane, find('#phone')]) {
    place.lang = language
    place.dir = directionOf(language)
  }
  element.setAttribute('variant', look === 'toasts' ? 'card' : look)
  element.toggleAttribute('toasts', look === 'toasts')
}

function fill(id: string, options: readonly (readonly [string, string])[], chosen: string): void {
  const select = find<HTMLSelectElement>(`#${id}`)
  const made = options.map(([value, textContent]) => make('option', { value, textContent }))
  select.replaceChildren(...made)
  select.value = chosen
}

function tell(happening: Happening): void {
  if (!lanes.add(happening)) return
  drawWay(lanes.all, provider().name, element.connection)
}

/** A shop that waits has nothing to tell of its page. */
function tellOfPage(happening: Happening): void {
  if (play.order) tell(happening)
}

function begin(number: string): void {
  lanes.clear()
  hideBytes()
  drawWay([], provider().name, element.connection)
  find('#address').textContent = number
    ? `kikoy.example/checkout/${number.replace(/\D/g, '')}`
    : 'kikoy.example/checkout'
  find('#row-number').textContent = number
}

function choose(happening: Happening): void {
  lanes.press(happening)
  showBytes(happening, sendAgain(happening, tell))
}

/** As it is when the page is opened. */
async function reset(): Promise<void> {
  if (play.network !== 'open') await play.setNetwork('open')
  if (!play.isRelayRunning) await play.setRelay(true)
  play.isEscrow = false
  controls.draw()
}

function listen(): void {
  for (const name of ['language', 'look', 'theme'] as const) {
    find<HTMLSelectElement>(`#${name}`).addEventListener('change', ({ target }) => {
      if (!(target instanceof HTMLSelectElement)) return
      choices[name] = target.value
      applyLooks()
      dress()
      writeChoices(choices)
    })
  }
  find<HTMLSelectElement>('#currency').addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLSelectElement)) return
    choices.currency = target.value
    recast()
  })
  for (const tab of document.querySelectorAll<HTMLInputElement>('[name=tab]')) {
    tab.addEventListener('change', () => {
      document.body.dataset['tab'] = tab.value
      lanes.goToEnd()
    })
  }

  find('#start-tour').addEventListener('click', () => tour.start())
  for (const button of document.querySelectorAll('.pay')) {
    button.addEventListener('click', () => void pay())
  }
  element.addEventListener('payment-retry', (event) => {
    event.preventDefault()
    void play.anew()
  })
  element.addEventListener('payment-status-change', ({ snapshot }) => {
    // Nobody was here to pay it: a shop that waits says more than a time that ran out.
    const isAlone = play.isUntouched && !wasTouched && !tour.isRunning
    if (snapshot.status === 'expired' && isAlone) play.rest()
  })
  element.addEventListener('click', (event) => {
    const link = event.composedPath().find((each) => each instanceof HTMLAnchorElement)
    if (!link || link.hash) return
    // It would lead to the app, or the bank: which is on the phone beside it.
    event.preventDefault()
    showPhone()
  })
  addEventListener('hashchange', openNamed)
  openNamed()

  const small = matchMedia('(max-width: 719.9px)')
  const place = () => {
    if (small.matches) {
      find('#under header').after(find('#way'))
      find('#wrong').append(find('.opts'))
    } else {
      find('.shop').append(find('#way'))
      find('h1').after(find('.opts'))
    }
  }
  small.addEventListener('change', place)
  place()

  setInterval(() => phone.tick(choices.language), 10_000)
  let wasTouched = false
  watchTouches(
    VISIT,
    () => {
      wasTouched = true
      play.touch()
    },
    () => {
      wasTouched = false
      if (!tour.isRunning) play.rest()
    },
  )
}

/** The shopper presses Pay, in a shop that waits or one with a dialog. */
async function pay(): Promise<void> {
  if (choices.look !== 'dialog') return play.anew()
  if (!play.order || element.status !== 'requires_action') await play.anew()
  const { order } = play
  void element.show()
  setTimeout(() => {
    const isWaiting = element.open && play.order === order && phone.screen === 'asking'
    if (isWaiting) void play.act('approve')
  }, BY_ITSELF)
}

/** Where the element's own links lead: in a shop, to its pages. */
function openNamed(): void {
  const dialog = document.getElementById(location.hash.slice(1))
  if (!(dialog instanceof HTMLDialogElement)) return
  if (!dialog.open) dialog.showModal()
  const address = new URL(location.href)
  address.hash = ''
  history.replaceState(null, '', address)
}

/** Where to look next. */
function showPhone(): void {
  find('[name=tab][value=phone]').click()
  const place = find('#phone')
  place.classList.add('pressed')
  setTimeout(() => place.classList.remove('pressed'), 600)
}
