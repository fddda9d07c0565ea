/** For editors, and for the build, which minifies what has this tag. */
const css = ([text = '']: TemplateStringsArray): string => text

/** After the styles that all looks share: colours and type are those. */
export const styles = css`
  :host {
    position: fixed;
    inset-block: 0 auto;
    inset-inline: auto 0;
    z-index: 2147483647;
    box-sizing: border-box;
    inline-size: 26em;
    max-inline-size: 100%;
    max-block-size: 100%;
    margin: 0;
    padding: max(12px, env(safe-area-inset-top)) max(12px, env(safe-area-inset-right)) 12px
      max(12px, env(safe-area-inset-left));
    border: 0;
    background: none;
    overflow: hidden auto;
    pointer-events: none;
  }
  .spoken {
    position: absolute;
    clip-path: inset(50%);
    inline-size: 1px;
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
    grid-template-columns: auto 1fr 44px;
    gap: 12px;
    align-items: start;
    padding: 6px 4px 10px;
    padding-inline-start: 14px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    box-shadow: 0 8px 28px #0002;
    overflow: hidden;
    overflow-wrap: anywhere;
    touch-action: pan-y;
    animation: come 0.22s;
  }
  .going {
    position: absolute;
    inset-inline: 0;
    pointer-events: none;
    animation: go 0.16s forwards;
  }
  @keyframes come {
    from {
      opacity: 0;
      transform: translateY(var(--up));
    }
  }
  @keyframes go {
    to {
      opacity: 0;
      transform: translateY(var(--up));
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    li {
      --up: -8px;
    }
  }
  li svg {
    width: 1.5em;
    height: 1.5em;
    fill: none;
    stroke: currentColor;
  }
  li > svg {
    margin-block-start: 8px;
    color: var(--tone);
  }
  a {
    display: block;
    padding-block-start: 8px;
    font-weight: 600;
    line-height: 1.4;
    color: inherit;
  }
  /* All of it leads there. */
  [href]::after {
    content: '';
    position: absolute;
    inset: 0;
  }
  li p {
    font-size: 0.9375em;
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
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
  }
  /* A border, for forced colours have no backgrounds. */
  i {
    position: absolute;
    inset: auto 0 0;
    border-block-end: 3px solid var(--muted);
    transform-origin: 0;
  }
  :dir(rtl) i {
    transform-origin: 100%;
  }
  .foot {
    padding: 2px 10px;
    margin: 10px auto;
    inline-size: fit-content;
    border: 1px solid var(--line);
    border-radius: 99px;
    background: var(--surface);
    color: var(--muted);
    font-size: 0.875em;
  }
  .foot:empty {
    display: none;
  }
  @media (forced-colors: active) {
    li > svg {
      color: CanvasText;
    }
  }
  @media print {
    :host {
      display: none;
    }
  }
`
