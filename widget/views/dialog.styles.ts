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
    z-index: 9999;
    max-height: 92vh;
    overflow: auto;
    overscroll-behavior: contain;
    outline-offset: -3px;
    /* Seen where colours are forced. */
    border: 1px solid transparent;
    border-radius: max(var(--radius), 20px) max(var(--radius), 20px) 0 0;
    background: var(--surface);
    box-shadow: 0 0 64px #0004;
    animation: rise 0.28s ease-out;
    --away: translateY(100%);
  }
  .dialog:not([open]) {
    display: none;
    opacity: 0;
    transform: var(--away);
    transition:
      opacity 0.16s,
      transform 0.16s,
      display 0.16s allow-discrete,
      overlay 0.16s allow-discrete;
  }
  .dialog::backdrop {
    background: #0c0d1080;
  }
  /* In its place while what is long is scrolled. */
  .close {
    position: sticky;
    top: 8px;
    z-index: 1;
    display: block;
    inline-size: 44px;
    block-size: 44px;
    margin-block: 8px -52px;
    margin-inline: auto 8px;
    border: 0;
    background: none;
    color: var(--muted);
    font-size: 28px;
    cursor: pointer;
  }
  .dialog > slot {
    display: block;
    padding: 52px var(--pad) var(--pad);
  }
  .dialog .card {
    padding-block-end: env(safe-area-inset-bottom);
    border: 0;
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
  .dialog .ring > svg {
    stroke-width: 2.2;
  }
  .dialog .text {
    flex: none;
    max-inline-size: 100%;
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
  /* Room for what is left of the time, and that closing cancels nothing. */
  .dialog .slot {
    min-block-size: max(48px, 3.7em);
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: var(--away);
    }
  }
  @media (min-width: 600px) {
    .dialog {
      inset: 0;
      width: 26em;
      height: fit-content;
      margin: auto;
      border-radius: max(var(--radius), 16px);
      animation-duration: 0.2s;
      --away: translateY(12px) scale(0.985);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .dialog {
      animation-duration: 0.12s;
      --away: none;
    }
  }
`
