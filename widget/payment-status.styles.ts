/** For editors, and for the build, which minifies what has this tag. */
const css = ([text = '']: TemplateStringsArray): string => text

/** Colours come from the page's `color-scheme`; each can be set by a custom property. */
export const styles = css`
  :host {
    --accent: var(--payment-status-accent, #4f46e5);
    --surface: var(--payment-status-surface, Canvas);
    --text: var(--payment-status-text, CanvasText);
    --border: var(--payment-status-border, #8885);
    --radius: var(--payment-status-radius, 1rem);
    display: block;
    position: relative;
    max-inline-size: 28rem;
    font: 1rem/1.5 system-ui;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }

  .card {
    --hue: var(--accent);
    /* Towards the text's colour: darker on light, lighter on dark, so that it can be read on both. */
    --tone: color-mix(in srgb, var(--hue) 65%, var(--text));
    position: relative;
    overflow: hidden;
    display: grid;
    gap: 1.25rem;
    padding: 1.5rem;
    border: 1px solid var(--border);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--text);
    overflow-wrap: anywhere;
  }
  .success {
    --hue: var(--payment-status-success, #0a9d55);
  }
  .failure {
    --hue: var(--payment-status-failure, #d92d20);
  }
  .notice {
    --hue: var(--payment-status-notice, #c27803);
  }
  p,
  dl,
  dd {
    margin: 0;
    /* The words may run the other way than the page. */
    unicode-bidi: plaintext;
    text-align: match-parent;
  }

  .row {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    align-items: center;
    gap: 0.5rem 1rem;
  }
  .small {
    font-size: 0.875rem;
  }
  .strong {
    font-weight: 600;
  }
  [part='status'] {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 1rem;
    padding-block-start: 1.25rem;
    border-block-start: 1px dashed var(--border);
  }
  svg {
    inline-size: 1.75rem;
    padding: 0.625rem;
    border-radius: 50%;
    background: color-mix(in srgb, var(--hue) 15%, transparent);
    fill: none;
    stroke: var(--tone);
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  [part='title'] {
    font-size: 1.25rem;
    line-height: 1.3;
    color: var(--tone);
    margin-block-end: 0.375rem;
    text-wrap: balance;
  }

  [part='button'] {
    flex: auto;
    min-block-size: 44px;
    box-sizing: border-box;
    padding: 0.625rem 1.25rem;
    border: 1px solid var(--accent);
    border-radius: calc(var(--radius) * 0.6);
    background: var(--accent);
    color: var(--payment-status-on-accent, #fff);
    font: inherit;
    font-weight: 600;
    text-align: center;
    text-decoration: none;
    cursor: pointer;
  }
  [part='support'] {
    padding-block: 0.75rem;
    margin-block: -0.75rem;
    color: inherit;
  }
  :focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
  }
  dd {
    user-select: all;
  }
  [part='connection']::before {
    content: '●';
    margin-inline-end: 0.375rem;
    color: #c27803;
  }
  .live::before {
    color: #0a9d55;
  }

  [part='progress'] {
    position: absolute;
    inset: 0 0 auto;
    /* A border, not a background: it is seen in forced colours, too. */
    border-block-start: 3px solid var(--tone);
    /* Standing still, it would be read as done. */
    animation: wait 1.8s ease-in-out infinite alternate;
  }
  .spoken {
    position: absolute;
    clip-path: inset(50%);
  }

  /* Only what the compositor does alone: with anything else, the page would be laid out 60 times a second.
     To and fro, the bar is the same from left to right and from right to left. */
  @keyframes wait {
    to {
      opacity: 0.3;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .success path {
      stroke-dasharray: 1;
      animation: draw 0.5s;
    }
    @keyframes wait {
      from {
        transform: translateX(-30%) scaleX(0.4);
      }
      to {
        transform: translateX(30%) scaleX(0.4);
      }
    }
    @keyframes draw {
      from {
        stroke-dashoffset: 1;
      }
    }
  }
  @media print {
    .foot {
      display: none;
    }
  }
`
