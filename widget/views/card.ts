/** The card: everything there is to know, at rest. */

import type { Template } from './template.ts'

export const card: Template = (view, kit) => {
  const { html, parts, extras } = kit
  const square = extras?.square(view, kit)
  return html`
    <div part="card" class="look card ${view.tone}">
      ${parts.head(view, kit)}
      <div class="story">
        <div class="row body ${square ? 'above' : ''}">
          ${square ? '' : parts.ring(view, kit)} ${parts.words(view, kit)}
        </div>
        ${square} ${extras?.payTo(view, kit)} ${parts.money(view, kit)}
      </div>
      ${parts.slot(view, kit)} ${parts.stub(view, kit)}
    </div>
  `
}
