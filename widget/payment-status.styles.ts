/** For editors, and for the build, which minifies what has this tag. */
const css = ([text = '']: TemplateStringsArray): string => text

/**
 * What the first seconds need. The rest, later/later.styles.ts, comes right behind, and moves nothing.
 *
 * Colours come in three layers, each enough by itself: system colours, which every browser has; `color-mix` (2023), so
 * that what is muted follows the shop's two colours; `light-dark` (2024), the finer ink. A tone colours marks, never
 * words: so even in the first layer all words can be read. Text is measured in em, space in px: large text does not
 * blow up the space around it.
 */
export const styles = css`
  :host {
    display: block;
    /* In a row of the shop's the card is readable, however narrow it could get. */
    min-inline-size: min(100%, 15em);
    max-inline-size: min(100%, 28em);
    /* The reader's own size, whatever the shop does to html. */
    font-size: medium;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }

  .look {
    /* Nothing that a shop says of its own text gets in; what it says of all its page does. */
    all: initial;
    color-scheme: inherit;
    visibility: inherit;
    pointer-events: inherit;
    -webkit-locale: inherit;

    --surface: var(--payment-status-surface, Canvas);
    --text: var(--payment-status-text, CanvasText);
    --accent: var(--payment-status-accent, var(--text));
    --radius: var(--payment-status-radius, 14px);
    --inner: max(0px, var(--radius) - 5px);
    --muted: var(--text);
    --line: var(--payment-status-border, #80808059);
    --edge: #808080bf;
    --fill: #8080801a;
    --tone: var(--accent);
    --pad: clamp(14px, 6vw, 20px);

    display: block;
    color: var(--text);
    font: 400 1em/1.5
      var(
        --payment-status-font,
        -apple-system,
        BlinkMacSystemFont,
        'Segoe UI',
        Roboto,
        'Noto Sans',
        sans-serif
      );
    overflow-wrap: break-word;
  }
  /* Colour is news: while we wait there is none. */
  .success {
    --tone: var(--payment-status-success, #1c8f5f);
  }
  .failure {
    --tone: var(--payment-status-failure, #e0473b);
  }
  .notice {
    --tone: var(--payment-status-notice, #ad7a14);
  }
  .quiet {
    --tone: var(--muted);
  }
  .look:lang(ur),
  .look:lang(ar),
  .look:lang(fa) {
    line-height: 1.75;
  }

  * {
    box-sizing: border-box;
    margin: 0;
    min-inline-size: 0;
  }
  p,
  bdi,
  .words {
    display: block;
    /* The words may run the other way than the page. Chromium knows the prefixed name only. */
    unicode-bidi: plaintext;
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  svg {
    display: block;
    flex: none;
    width: 1em;
    height: 1em;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .strong {
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 2px 16px;
    padding: 0 var(--pad);
  }
  .small {
    font-size: 0.8125em;
    color: var(--muted);
  }

  .card {
    container-type: inline-size;
    contain-intrinsic-inline-size: 20em;
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: var(--radius);
  }
  .head {
    padding-block: 15px 13px;
    line-height: 1.35;
    border-block-end: 1px solid var(--line);
  }
  .merchant {
    flex: 1 1 7.5em;
  }
  .amount {
    flex: none;
    max-inline-size: 100%;
  }
  .description {
    flex: 1 1 50%;
    font-size: 0.875em;
    line-height: 1.5;
  }

  /* Title, two lines and the money line have their room from the start, and share it: two lines about money and one of
     what is next are as high as one and two. So the place of the button does not depend on the words. */
  .story {
    display: flex;
    flex-direction: column;
    justify-content: space-between;
    min-block-size: calc(6.3em + 61px);
  }
  .body {
    display: flex;
    flex-wrap: wrap;
    gap: 14px 16px;
    padding: 20px var(--pad) 0;
  }
  .text {
    flex: 1 1 11em;
  }
  .title {
    padding-block-start: 1px;
    font-size: 1.25em;
    line-height: 1.3;
  }
  .next {
    margin-block-start: 4px;
  }

  /* Open while the truth is being found, closed once it is known. What turns is an element of its own: with anything
     else the browser would paint, or lay out, 60 times a second. */
  .ring {
    position: relative;
    flex: none;
    width: 3.5em;
    height: 3.5em;
    color: var(--tone);
  }
  .ring > svg {
    width: 100%;
    height: 100%;
    stroke-width: 3;
  }
  .arc {
    position: absolute;
    top: 0;
  }
  .disc {
    fill: currentColor;
    fill-opacity: 0.07;
    stroke-opacity: 0.22;
  }
  .glyph {
    stroke-width: 2.2;
  }
  .broken .disc {
    stroke: none;
  }
  /* An arc that stood still would be read as a share. */
  .turning .arc {
    animation: breathe 2.4s linear infinite;
  }
  @keyframes breathe {
    50% {
      opacity: 0.35;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .turning .arc {
      animation: turn 1.6s linear infinite;
    }
    @keyframes turn {
      to {
        transform: rotate(1turn);
      }
    }
  }

  .money {
    display: flex;
    gap: 10px;
    margin: 14px var(--pad) 0;
    padding: 11px 12px;
    border-radius: var(--inner);
    background: var(--fill);
  }
  .coin {
    width: 1.375em;
    height: 1.375em;
    margin-block-start: 0.0625em;
    color: var(--tone);
  }
  .unknown circle {
    stroke-dasharray: 3.4 3.276;
  }
  .taken circle {
    fill: currentColor;
  }
  .taken path {
    stroke: var(--surface);
  }

  /* One row that is always there: the clock while we wait, the button after. */
  .slot {
    align-items: center;
    gap: 8px 12px;
    min-block-size: 48px;
    margin-block-start: 12px;
  }
  .clock {
    flex: 1 1 8em;
    font-size: 0.875em;
    line-height: 1.4;
    color: var(--muted);
  }
  .button {
    flex: 1 1 auto;
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-block-size: 48px;
    min-inline-size: 44px;
    padding: 10px 18px;
    border: 1px solid transparent;
    border-radius: var(--inner);
    background: var(--accent);
    color: var(--payment-status-on-accent, var(--surface));
    font: inherit;
    font-weight: 600;
    line-height: 1.3;
    text-align: center;
    text-decoration: none;
    cursor: pointer;
  }
  .pale {
    border-color: var(--edge);
    background: none;
    color: var(--text);
  }
  .clock:not([hidden]) + .pale {
    flex: none;
    min-block-size: 44px;
    padding: 8px 14px;
    font-size: 0.9375em;
  }
  .wide .main {
    flex-basis: 100%;
  }
  /* What one quotes, torn off below the story. */
  .stub {
    margin-block-start: 16px;
    padding-block: 11px 6px;
    border-block-start: 1.5px dashed var(--line);
  }
  .facts {
    justify-content: flex-start;
    column-gap: 24px;
  }
  dd {
    display: flex;
    align-items: center;
    min-block-size: 44px;
    margin-block: -9px -7px;
  }
  dd bdi {
    font-size: 0.9375em;
  }
  .connection {
    flex: 1 1 11em;
    display: flex;
    gap: 0.5em;
    padding-block: 12px;
    line-height: 1.54;
  }
  .connection svg {
    width: 0.93em;
    margin-block-start: 0.27em;
    stroke-width: 2.4;
    color: var(--text);
  }
  .live svg {
    fill: currentColor;
    color: var(--payment-status-success, #1c8f5f);
  }
  .support {
    min-inline-size: 44px;
    padding: 12px 6px;
    margin-inline: -6px;
    line-height: 1.54;
    color: var(--text);
  }

  @container (min-width: 24em) {
    /* The mark under the middle of the ring, the words under the title. */
    .money {
      gap: calc(1.0625em + 16px);
      padding-inline-start: 1.0625em;
    }
  }
  /* Phones of 360 px: a line more, and a title that still fits on one. */
  @container (max-width: 22.1em) {
    .story {
      min-block-size: calc(7.8em + 61px);
    }
    .title {
      font-size: 1.1875em;
    }
  }
  /* The ring stands above the words. */
  @container (max-width: 18em) {
    .story {
      min-block-size: calc(12.8em + 75px);
    }
  }
`
