/** For editors, and for the build, which minifies what has this tag. */
const css = ([text = '']: TemplateStringsArray): string => text

/** What the first seconds can do without. Nothing here moves what is there already. */
export const styles = css`
  /* 2023: what is muted follows the shop's two colours. */
  @supports (color: color-mix(in srgb, red, red)) {
    .look {
      --muted: color-mix(in srgb, var(--text) 71%, var(--surface));
      --line: var(--payment-status-border, color-mix(in srgb, var(--text) 13%, var(--surface)));
      --edge: color-mix(in srgb, var(--text) 52%, var(--surface));
      --fill: color-mix(in srgb, var(--text) 4.5%, var(--surface));
    }
  }
  /* 2024: the finer ink, and the finer tones. */
  @supports (color: light-dark(red, red)) {
    .look {
      --surface: var(--payment-status-surface, light-dark(#fff, #1a1b1e));
      --text: var(--payment-status-text, light-dark(#1b1c1f, #f0f0ee));
    }
    .success,
    .live {
      --tone: var(--payment-status-success, light-dark(#0a7a4a, #54d19a));
    }
    .failure {
      --tone: var(--payment-status-failure, light-dark(#b92a1c, #ff9a8d));
    }
    .notice {
      --tone: var(--payment-status-notice, light-dark(#8f5e00, #f0bc5c));
    }
  }
  @supports (color: color-mix(in srgb, red, red)) {
    .success,
    .notice {
      --fill: color-mix(in srgb, var(--tone) 9%, var(--surface));
    }
  }
  .quiet {
    --tone: var(--muted);
  }
  /* An arc that stood still would be read as a share: it breathes. */
  @media (prefers-reduced-motion: reduce) {
    .turning .arc {
      animation: breathe 2.4s linear infinite;
    }
    @keyframes breathe {
      50% {
        opacity: 0.35;
      }
    }
  }
  :focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
    border-radius: var(--inner);
  }

  .test {
    flex: none;
    padding: 0 8px;
    border-radius: 99px;
    box-shadow: inset 0 0 0 1px var(--edge);
    font-size: 0.8125em;
    font-weight: 600;
    line-height: 1.6;
  }

  .broken .disc {
    stroke: none;
  }
  .pieces path {
    stroke-linecap: butt;
  }
  /* That nothing was taken is good news. */
  .failure .coin {
    color: var(--text);
  }
  .connecting circle {
    stroke-dasharray: 3.6 3.076;
  }
  .connection svg {
    transform: scale(0.86);
  }
  .title {
    text-wrap: balance;
  }
  .next {
    text-wrap: pretty;
  }
  dd bdi {
    -webkit-user-select: all;
    user-select: all;
  }

  /* Words change at once: what is on the screen is true in every frame. */
  .broken .arc,
  .closed .glyph {
    animation: come 0.12s;
  }
  @keyframes come {
    from {
      opacity: 0;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    /* It closes from where it was. */
    .closed .arc {
      animation: turn 1.6s linear infinite paused;
    }
    .closed .arc path {
      transition: stroke-dasharray 0.24s;
    }
    .closed .glyph {
      stroke-dasharray: 1;
      animation: draw 0.2s 0.12s backwards;
    }
    .money {
      transition: background-color 0.24s;
    }
    @keyframes draw {
      from {
        stroke-dashoffset: 1;
      }
    }
  }
  .part path {
    fill: currentColor;
    stroke: none;
  }
  .polling path {
    stroke-width: 8;
  }
  .held circle,
  .back circle {
    display: none;
  }

  .clock {
    flex: 1 1 8em;
    /* Its words grow downwards: the button beside them stays where it is. */
    display: grid;
    align-content: center;
    min-block-size: 48px;
    line-height: 1.4;
  }
  .button {
    flex: auto;
    min-block-size: 48px;
    min-inline-size: 44px;
    padding: 12px 14px;
    border: 1px solid var(--accent);
    border-radius: var(--inner);
    background: var(--accent);
    color: var(--payment-status-on-accent, var(--surface));
    font: inherit;
    font-weight: 600;
    line-height: 1.375;
    text-align: center;
    text-decoration: none;
    cursor: pointer;
  }
  .pale {
    border-color: var(--edge, #808080bf);
    background: none;
    color: var(--text);
  }
  .clock:not([hidden]) + .pale {
    flex: none;
    font-size: 0.9375em;
  }
  .tall.slot {
    min-block-size: 104px;
  }
  .wide .main {
    flex-basis: 100%;
  }

  .left {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 0.3em;
  }
  .left :empty {
    display: none;
  }
  .left b {
    font-size: 1.2em;
    line-height: 1.2;
    color: var(--text);
  }

  .button:hover {
    box-shadow: inset 0 0 0 99px #80808038;
  }
  .button:active {
    box-shadow: inset 0 0 0 99px #80808057;
    transform: translateY(1px);
  }
  [aria-disabled='true'] {
    cursor: default;
    background: var(--fill, #8080801a);
    border-color: var(--line);
    box-shadow: none !important;
    transform: none !important;
  }
  .support {
    text-decoration-color: var(--edge);
    text-underline-offset: 3px;
  }
  .support:hover {
    text-decoration-color: currentColor;
    text-decoration-thickness: 2px;
  }

  /* Fills go: so what was filled gets an edge. */
  @media (forced-colors: active) {
    .money {
      outline: 1px solid CanvasText;
    }
    .coin,
    .connection svg {
      color: CanvasText;
    }
    .button {
      border-color: ButtonText;
    }
    .main {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
    .disc {
      fill: none;
      stroke: GrayText;
      stroke-opacity: 1;
      stroke-width: 1.5;
    }
  }

  .paper {
    display: none;
    justify-content: space-between;
    padding-block: 8px;
  }
  @media print {
    .look {
      --surface: #fff !important;
      --text: #000 !important;
      --muted: #000 !important;
      --line: #777 !important;
      --fill: #fff !important;
      --tone: #000 !important;
      max-inline-size: 80mm;
    }
    .slot,
    .foot,
    .copy,
    .square {
      display: none;
    }
    .paper {
      display: flex;
    }
    .card {
      break-inside: avoid;
      border-width: 1.5px 0;
      border-style: dashed;
      border-radius: 0;
    }
    .story {
      min-block-size: 0;
    }
    .money {
      padding-inline: 0;
    }
    /* Of a dialog the receipt alone: what is behind it is covered. */
    .dialog {
      inset: 0 auto auto 0 !important;
      max-height: none !important;
      box-shadow: none !important;
      outline: 0;
    }
    .dialog::backdrop {
      background: #fff !important;
      -webkit-print-color-adjust: exact;
      print-color-adjust: exact;
    }
    .close {
      display: none !important;
    }
  }
`
