/** When nobody has touched the stage for long, whoever comes next finds it fresh. */

const TOUCHES = ['pointerdown', 'keydown', 'wheel', 'touchstart', 'input'] as const

/** How often it looks, in ms. */
const LOOK = 5_000

/**
 * Tells of every touch, and once after so many ms without any. By the clock, not by a timer: a machine that slept over
 * the night counts the night, too.
 */
export function watchTouches(ms: number, touched: () => void, idle: () => void): void {
  let at = Date.now()
  let isIdle = false

  const touch = ({ isTrusted }: Event) => {
    // The tour presses buttons, too.
    if (!isTrusted) return
    at = Date.now()
    isIdle = false
    touched()
  }
  const look = () => {
    if (isIdle || Date.now() - at < ms) return
    isIdle = true
    idle()
  }
  for (const type of TOUCHES) addEventListener(type, touch, { capture: true, passive: true })
  setInterval(look, LOOK)
  addEventListener('pageshow', look)
  document.addEventListener('visibilitychange', look)
}
