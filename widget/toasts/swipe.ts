/** How far a finger draws a toast out, in px; and from where on it is no tap. */
const OUT = 45
const MOVES = 8

/** A finger that draws one of the toasts in `list` to a side. Up and down, the page scrolls. */
export function onSwipe(list: HTMLElement, out: (toast: HTMLElement) => void): void {
  let toast: HTMLElement | undefined
  let from = 0
  let by = 0

  list.addEventListener('pointerdown', (event) => {
    // A mouse selects text.
    if (event.pointerType === 'mouse' || !(event.target instanceof Element)) return
    toast = event.target.closest('li') ?? undefined
    from = event.clientX
    by = 0
  })
  list.addEventListener('pointermove', (event) => {
    if (!toast) return
    by = event.clientX - from
    if (Math.abs(by) > MOVES) toast.style.transform = `translateX(${by}px)`
  })
  const end = ({ type }: Event): void => {
    const swiped = toast
    toast = undefined
    if (type === 'pointerup' && Math.abs(by) > OUT) {
      if (swiped) out(swiped)
    } else if (swiped) {
      swiped.style.transform = ''
    }
  }
  list.addEventListener('pointerup', end)
  list.addEventListener('pointercancel', end)
  // Nobody meant the link that the finger happened to begin on.
  list.addEventListener('click', (event) => Math.abs(by) > MOVES && event.preventDefault(), true)
}
