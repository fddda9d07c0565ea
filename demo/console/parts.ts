/** What several panes draw. */

import { isRecord } from '../../relay/protocol.ts'
import { faultOf, type Exchange } from './api.ts'
import { html, nothing, type Drawn } from './drawing.ts'

/** Copies a text, and says so for a moment on the button itself. */
export const copyButton = (label: string, text: () => string): Drawn => html`
  <button
    class="quiet"
    type="button"
    @click=${async ({ currentTarget }: Event) => {
      const button = currentTarget as HTMLButtonElement
      const isCopied = await copied(text())
      button.textContent = isCopied ? 'Copied' : 'Select and copy by hand'
      setTimeout(() => (button.textContent = label), 2_000)
    }}
    .textContent=${label}
  ></button>
`

const copied = (text: string): Promise<boolean> =>
  navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  )

export const field = (label: string, control: Drawn): Drawn => html`
  <label class="field"><span>${label}</span>${control}</label>
`

export const json = (value: unknown): string => JSON.stringify(value, null, 2)

/** What was sent and answered: in a line, and in full. `label`: which of several it is. */
export function exchangeOf(exchange: Exchange | undefined): Drawn {
  if (!exchange) return nothing
  const { method, path, body, status, answer, ms } = exchange
  const fault = faultOf(exchange)
  // A replay, and a word by hand. That it was taken does not mean that it counted.
  const hasChanged = isRecord(answer) ? (answer['applied'] ?? answer['changed']) : undefined
  return html`
    <details class="exchange">
      <summary>
        <span class=${fault ? 'bad' : 'good'}>${status === 0 ? 'no answer' : status}</span>
        <span>${method} ${path}</span>
        <small>${ms} ms</small>
      </summary>
      <pre>
${body ? `${json(body)}\n\n` : ''}${isRecord(answer) ? json(answer) : String(answer)}</pre>
    </details>
    ${fault ? html`<p class="fault">${fault}</p>` : nothing}
    ${hasChanged === false ? html`<p class="soft">It changed nothing.</p>` : nothing}
  `
}

/** The fields of a form, by their names; empty ones are left out. */
export const fieldsOf = (form: HTMLFormElement): Record<string, string> =>
  Object.fromEntries(
    [...new FormData(form)].flatMap(([name, value]) =>
      typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()]] : [],
    ),
  )

/** The form in which a button stands. */
export const formOf = ({ currentTarget }: Event): HTMLFormElement => {
  const form = (currentTarget as HTMLElement).closest('form')
  if (!form) throw new Error('The button stands in no form.')
  return form
}
