/** The card: everything there is to know, at rest. */

import type { Template } from './template.ts'

export const card: Template = (view, kit) => {
  const { html, parts } = kit
  return html`
    <div part="card" class="card ${view.tone}">
      ${parts.head(view, kit)}
      <div part="story">
        ${parts.ring(view, kit)}
        <div>
          <p part="title" class="strong" .textContent=${view.title}></p>
          <p part="next" .textContent=${view.next}></p>
        </div>
      </div>
      ${parts.money(view, kit)} ${parts.slot(view, kit)} ${parts.stub(view, kit)}
    </div>
  `
}
