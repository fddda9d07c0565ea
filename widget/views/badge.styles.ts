/** For editors, and for the build, which minifies what has this tag. */
const css = ([text = '']: TemplateStringsArray): string => text

export const styles = css`
  :host([variant='badge']) {
    display: inline-block;
    min-inline-size: 0;
    vertical-align: middle;
  }
  .badge {
    position: relative;
    display: inline-flex;
    align-items: center;
    gap: 6px;
    isolation: isolate;
    box-sizing: border-box;
    max-inline-size: 100%;
    padding-block: 3px;
    padding-inline: 7px 10px;
    border: 1px solid transparent;
    border-radius: 99px;
    font-size: 0.875em;
    font-weight: 600;
    line-height: 22px;
    white-space: nowrap;
  }
  .badge::before {
    content: '';
    position: absolute;
    inset: -1px;
    z-index: -1;
    border-radius: inherit;
    background: var(--tone);
    opacity: 0.11;
  }
  /* Open: not over yet, or nothing came of it. */
  .badge.waiting {
    border-color: var(--edge);
  }
  .badge.quiet {
    border-color: var(--line);
  }
  .waiting::before,
  .quiet::before {
    display: none;
  }
  /* The shop's link or button around it gets a target of 44 px, and what is beside it loses nothing. */
  .opens::after {
    content: '';
    position: absolute;
    inset: -8px;
  }
  .badge svg {
    width: 1.286em;
    height: 1.286em;
    stroke-width: 2.2;
    color: var(--tone);
  }
  .badge bdi {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  @media (forced-colors: active) {
    .badge {
      border-color: CanvasText;
    }
  }
`
