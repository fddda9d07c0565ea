/** For editors, and for the build, which minifies what has this tag. */
const css = ([text = '']: TemplateStringsArray): string => text

/** After the styles that all looks share: colours and type are those. */
export const styles = css`
  :host {
    position: fixed;
    inset: 0 0 auto auto;
    z-index: 2147483647;
    box-sizing: border-box;
    inline-size: calc(24em + 32px);
    max-inline-size: 100%;
    max-block-size: 100%;
    margin: 0;
    padding: max(16px, env(safe-area-inset-top)) max(16px, env(safe-area-inset-right)) 16px
      max(16px, env(safe-area-inset-left));
    border: 0;
    background: none;
    overflow: hidden auto;
    pointer-events: none;
  }
  :host([dir='rtl']) {
    inset: 0 auto auto 0;
  }
  .spoken {
    position: absolute;
    clip-path: inset(50%);
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
  }
  ol {
    position: relative;
    display: grid;
    gap: 10px;
    padding: 0;
    list-style: none;
    pointer-events: auto;
  }
  li {
    position: relative;
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) 44px;
    gap: 0 12px;
    align-items: start;
    padding-block: 6px 8px;
    padding-inline: 14px 4px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    box-shadow:
      0 8px 28px #0000001f,
      0 1px 3px #00000014;
    overflow: hidden;
    overflow-wrap: anywhere;
    touch-action: pan-y;
  }
  .going {
    position: absolute;
    inset-inline: 0;
    pointer-events: none;
  }
  li > svg {
    width: 1.5em;
    height: 1.5em;
    margin-block-start: 8px;
    color: var(--tone);
    stroke-width: 2.2;
  }
  .title {
    display: block;
    padding-block-start: 8px;
    font-size: 1em;
    font-weight: 600;
    line-height: 1.4;
    color: inherit;
  }
  /* All of it leads there. */
  a::after {
    content: '';
    position: absolute;
    inset: 0;
  }
  li p {
    padding-block-end: 4px;
    font-size: 0.9375em;
    line-height: 1.45;
  }
  li bdi {
    display: inline;
  }
  bdi:not(:empty) + span::before {
    content: ' · ';
  }
  button {
    position: relative;
    display: grid;
    place-items: center;
    block-size: 44px;
    padding: 0;
    border: 0;
    border-radius: var(--inner);
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  button svg {
    width: 1.25em;
    height: 1.25em;
  }
  /* A border, for forced colours have no backgrounds. */
  i {
    position: absolute;
    inset: auto 0 0;
    border-block-end: 3px solid var(--muted);
    transform-origin: 0;
  }
  :host([dir='rtl']) i {
    transform-origin: 100%;
  }
  .foot {
    display: flex;
    justify-content: center;
    gap: 8px;
    padding-block-start: 10px;
  }
  .foot :not(:empty) {
    padding: 2px 10px;
    border: 1px solid var(--line);
    border-radius: 99px;
    background: var(--surface);
    color: var(--muted);
    font-size: 0.875em;
  }
  @media (max-width: 599px) {
    :host {
      inline-size: 100%;
      padding-inline: max(8px, env(safe-area-inset-left)) max(8px, env(safe-area-inset-right));
      padding-block-start: max(8px, env(safe-area-inset-top));
    }
  }
  @media print {
    :host {
      display: none;
    }
  }
`
