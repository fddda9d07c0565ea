/** For editors, and for the build, which minifies what has this tag. */
const css = ([text = '']: TemplateStringsArray): string => text

/**
 * What the first seconds need. The rest, later/later.styles.ts, comes right behind, and moves nothing.
 *
 * Here are system colours, which every browser has; the finer ones come with the rest. A tone colours marks, never
 * words: so all words can be read in either. Text is measured in em, space in px: large text does not blow up the space
 * around it.
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

  * {
    box-sizing: border-box;
    margin: 0;
    min-inline-size: 0;
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
    --line: var(--payment-status-border, #80808059);
    --radius: var(--payment-status-radius, 14px);
    --inner: max(0px, var(--radius) - 5px);
    --pad: clamp(14px, 6vw, 20px);
    --tone: var(--accent);

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
  .look:lang(ur),
  .look:lang(ar),
  .look:lang(fa) {
    line-height: 1.75;
  }
  /* Colour is news: while we wait there is none. */
  .success,
  .live {
    --tone: var(--payment-status-success, #1c8f5f);
  }
  .failure {
    --tone: var(--payment-status-failure, #e0473b);
  }
  .notice {
    --tone: var(--payment-status-notice, #ad7a14);
  }

  p,
  bdi {
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
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .strong {
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .small {
    font-size: 0.875em;
    color: var(--muted);
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 16px;
    padding: 0 var(--pad);
  }

  .card {
    container-type: inline-size;
    /* Browsers since 2024 no longer take that for this: what changes in one card is painted without a look at others. */
    contain: layout style;
    contain-intrinsic-inline-size: 20em;
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: var(--radius);
  }
  .head {
    padding-block: 13px 12px;
    border-block-end: 1px solid var(--line);
  }
  .merchant {
    flex: 1 1 7.5em;
  }
  .description {
    flex: 1 1 50%;
  }

  /* Title, two lines and the money line have their room from the start, and share it: two lines about money and one of
     what is next are as high as one and two. So the place of the button does not depend on the words. */
  .story {
    display: flex;
    flex-direction: column;
    justify-content: space-between;
    min-block-size: calc(6.3em + 60px);
  }
  .body {
    gap: 14px 16px;
    padding-block-start: 20px;
  }
  .text {
    flex: 1 1 11em;
  }
  .title {
    font-size: 1.1875em;
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
  .ring svg {
    width: 100%;
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
    align-items: flex-start;
    gap: 10px;
    margin: 14px var(--pad) 0;
    padding: 11px 12px;
    border-radius: var(--inner);
    background: var(--fill, #8080801a);
  }
  .coin {
    width: 1.375em;
    margin-block-start: 1px;
    color: var(--tone);
  }
  .unknown circle {
    stroke-dasharray: 3.4 3.276;
  }
  .taken circle,
  .live circle {
    fill: currentColor;
  }
  .taken path {
    stroke: var(--surface);
  }

  /* One row that is always there: the clock while we wait, the button after. */
  .slot {
    align-items: flex-start;
    gap: 8px 12px;
    min-block-size: 48px;
    margin-block-start: 12px;
  }
  /* What one quotes, torn off below the story. */
  .stub {
    margin-block-start: 16px;
    padding-block: 11px 4px;
    border-block-start: 1.5px dashed var(--line);
  }
  dd {
    display: flex;
    align-items: center;
    min-block-size: 44px;
    margin-block: -9px -7px;
    /* Room for what copies it. */
    padding-inline-end: 27px;
  }
  .connection {
    flex: 1 1 11em;
    display: flex;
    align-items: flex-start;
    gap: 0.5em;
    padding-block: 12px;
  }
  .connection svg {
    margin-block-start: 0.25em;
  }
  .live svg {
    color: var(--tone);
  }
  .support {
    min-inline-size: 44px;
    padding: 12px 6px;
    margin-inline: -6px;
    color: var(--text);
  }

  /* Phones of 360 px need a line more. */
  @container (max-width: 22.1em) {
    .story {
      min-block-size: calc(7.8em + 60px);
    }
    .slot {
      min-block-size: 60px;
    }
  }
  /* The ring stands above the words. */
  @container (max-width: 18em) {
    .story {
      min-block-size: calc(12.8em + 74px);
    }
  }
`
