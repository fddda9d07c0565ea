import { html, nothing, render } from 'lit'
import { follow } from './client/follow.ts'
import { askForToken } from './client/tokens.ts'
import { loadFace } from './load-face.ts'
import { tokenFrom } from './token-url.ts'
import type { Toasts } from './toasts/toasts.ts'

/** Loads the toasts, once for all elements: they come behind what all elements show. */
export async function loadToasts(): Promise<Toasts> {
  const face = await loadFace()
  return face.loadToasts({ html, nothing, render, follow, askForToken, tokenFrom })
}
