import { make } from './dom.ts'

/** A button that copies what `text` answers by then, and says that it did. */
export function copyButton(label: string, text: () => string): HTMLButtonElement {
  const button = make('button', { type: 'button', className: 'quiet-btn', textContent: label })
  button.addEventListener('click', () => void copy(text(), button, label))
  return button
}

async function copy(text: string, button: HTMLButtonElement, label: string): Promise<void> {
  const isDone = await navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  )
  button.textContent = isDone ? 'Copied' : 'Could not copy'
  setTimeout(() => void (button.textContent = label), 2000)
}
