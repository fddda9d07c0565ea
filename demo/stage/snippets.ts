/** What a developer takes along. */

import { copyButton } from './copy.ts'
import { find, make } from './dom.ts'

const SNIPPETS: readonly [title: string, text: string][] = [
  [
    'On the page after Pay',
    `<script type="module" src="https://pay.your-shop.example/payment-status.js"></script>

<payment-status order="ORD-1205" token="eyJ…" continue-url="/thanks">
  We are checking your payment…
</payment-status>`,
  ],
  [
    'On your server, when somebody presses Pay',
    `curl -X PUT https://pay.your-shop.example/orders/ORD-1205 \\
  -H "Authorization: Bearer $API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{ "amount": "5000.00", "currency": "KES", "merchant": "Kikoy House" }'

# 201 { "token": "eyJ…", "callbackUrls": { "daraja": "https://…" } }`,
  ],
]

export function showSnippets(): void {
  const sections = SNIPPETS.map(([title, text]) =>
    make(
      'div',
      { className: 'snippet' },
      make('h3', { textContent: title }),
      make('pre', { textContent: text, translate: false }),
      copyButton('Copy', () => text),
    ),
  )
  find('#paste .snippets').replaceChildren(...sections)
}
