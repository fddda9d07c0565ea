/** For editors, and for the build, which minifies what has this tag. */
const css = ([text = '']: TemplateStringsArray): string => text

/**
 * A sheet from below on phones, a box in the middle elsewhere. It leaves by styles alone: it is closed at once, and
 * stays in sight until it has left where `allow-discrete` is known (2024).
 */
export const styles = css`
  :host([variant='dialog']) {
    display: contents;
  }
  .dialog {
    position: fixed;
    inset: auto 0 0;
    z-index: 2147483647;
    box-sizing: border-box;
    width: 100%;
    max-height: 92vh;
    overflow: auto;
    overscroll-behavior: contain;
    border-radius: max(var(--radius), 20px) max(var(--radius), 20px) 0 0;
    background: var(--surface);
    box-shadow: 0 -8px 40px #0003;
  }
  .dialog[open] {
    animation: rise 0.28s cubic-bezier(0.2, 0.7, 0.2, 1);
  }
  .dialog:not([open]) {
    display: none;
    transform: translateY(100%);
    transition:
      transform 0.18s cubic-bezier(0.5, 0, 0.9, 0.4),
      opacity 0.14s,
      display 0.18s allow-discrete,
      overlay 0.18s allow-discrete;
  }
  .dialog::backdrop {
    background: #0c0d1080;
    animation: come 0.28s;
  }
  .dialog:focus-visible {
    outline-offset: -3px;
    border-radius: inherit;
  }
  @keyframes rise {
    from {
      transform: translateY(100%);
    }
  }

  /* It stays where it is while what is long is scrolled below it. */
  .close {
    position: sticky;
    inset-block-start: 8px;
    z-index: 1;
    display: grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    margin-block: 8px -52px;
    margin-inline: auto 8px;
    border: 0;
    border-radius: 50%;
    background: none;
    color: var(--muted);
    cursor: pointer;
  }
  .close:hover {
    background: var(--fill);
    color: var(--text);
  }
  .close svg {
    width: 1.5em;
    height: 1.5em;
  }
  .dialog > slot {
    display: block;
    padding: 52px var(--pad) 20px;
  }

  .dialog .card {
    padding-block-end: env(safe-area-inset-bottom);
    border: 0;
    border-radius: 0;
    background: none;
  }
  .dialog .head {
    padding-inline-end: 62px;
  }
  .dialog .story {
    min-block-size: calc(12.3em + 83px);
  }
  .dialog .body {
    flex-direction: column;
    align-items: center;
    padding-block-start: 28px;
  }
  .dialog .ring {
    width: 5.5em;
    height: 5.5em;
  }
  .dialog .ring svg {
    stroke-width: 2.2;
  }
  .dialog .body .text {
    flex: none;
    inline-size: 100%;
  }
  .dialog .text p {
    text-align: center;
  }
  .dialog .title {
    font-size: 1.5em;
    line-height: 1.25;
  }
  .dialog .money {
    justify-content: center;
    gap: 10px;
    padding-inline: 12px;
  }
  .dialog .money .text {
    flex: none;
    max-inline-size: calc(100% - 3em);
  }
  /* Room for what is left of the time, and that closing cancels nothing. */
  .dialog .slot {
    min-block-size: max(48px, 3.7em);
  }

  @media (min-width: 600px) {
    .dialog {
      inset: 0;
      width: 26em;
      height: -moz-fit-content;
      height: fit-content;
      margin: auto;
      border-radius: max(var(--radius), 16px);
      box-shadow: 0 24px 80px #0005;
    }
    .dialog[open] {
      animation: appear 0.2s cubic-bezier(0.2, 0.7, 0.2, 1);
    }
    .dialog:not([open]) {
      opacity: 0;
      transform: none;
    }
    @keyframes appear {
      from {
        opacity: 0;
        transform: translateY(12px) scale(0.985);
      }
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .dialog[open] {
      animation: come 0.12s;
    }
    .dialog:not([open]) {
      opacity: 0;
      transform: none;
    }
  }
  @media (forced-colors: active) {
    .dialog {
      border: 1px solid CanvasText;
    }
  }
  /* The receipt alone: what is behind is covered. */
  @media print {
    .dialog {
      inset: 0 auto auto 0;
      width: 80mm;
      max-height: none;
      box-shadow: none;
    }
    .dialog::backdrop {
      background: #fff;
      -webkit-print-color-adjust: exact;
      print-color-adjust: exact;
    }
    .close {
      display: none;
    }
  }
`
