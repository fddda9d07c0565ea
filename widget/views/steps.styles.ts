/** For editors, and for the build, which minifies what has this tag. */
const css = ([text = '']: TemplateStringsArray): string => text

export const styles = css`
  .steps {
    padding: 20px var(--pad) 0;
    list-style: none;
  }
  .steps li {
    position: relative;
    display: grid;
    grid-template-columns: 1.75em 1fr auto;
    column-gap: 14px;
    padding-block-end: 18px;
    line-height: 1.75;
    color: var(--muted);
  }
  .steps li:last-child {
    padding: 0;
  }
  /* The thread to the next step: drawn once that was reached. */
  .steps li:not(:last-child)::before {
    content: '';
    position: absolute;
    inset-block: calc(1.75em + 3px) 3px;
    inset-inline-start: calc(0.875em - 1px);
    inline-size: 2px;
    background: var(--line);
  }
  .steps .reached::before {
    background: var(--text) !important;
  }
  .mark {
    display: grid;
    place-items: center;
    block-size: 1.75em;
    border: 2px solid var(--line);
    border-radius: 50%;
    font-weight: 600;
  }
  .mark b {
    font-size: 0.875em;
  }
  .mark svg {
    stroke-width: 3;
  }
  .steps .reached,
  .steps .now {
    color: var(--text);
  }
  /* What happened stays what happened, whatever comes after. */
  .reached .mark {
    border-color: var(--text);
    background: var(--text);
    color: var(--surface);
  }
  .now .mark {
    border: 0;
  }
  .steps .ring {
    width: 1.75em;
    height: 1.75em;
  }
  .steps .ring svg {
    stroke-width: 4;
  }
  .steps .disc {
    fill: none;
  }
  .steps .glyph {
    stroke-width: 4;
  }
  .steps .title {
    padding: 0;
    font-size: 1.125em;
    line-height: 1.5556;
  }
  .at {
    font-size: 0.8125em;
    line-height: 2.15;
    font-variant-numeric: tabular-nums;
    color: var(--muted);
  }
  .more {
    grid-column: 2 / -1;
    display: flex;
    gap: 8px;
    min-block-size: 3em;
    line-height: 1.5;
  }
  .more .next {
    margin: 0;
  }
  .pips {
    display: flex;
    gap: 4px;
    padding-block-start: 7px;
  }
  .pips i {
    inline-size: 10px;
    block-size: 10px;
    border: 2px solid var(--edge);
    border-radius: 50%;
  }
  .pips .on {
    border-color: var(--tone);
    background: var(--tone);
  }
  .steps + .money {
    gap: 10px;
    padding-inline-start: 10px;
  }
  @container (max-width: 22.1em) {
    .more {
      min-block-size: 4.5em;
    }
  }
  @media (forced-colors: active) {
    .reached .mark,
    .on {
      forced-color-adjust: none;
      background: CanvasText;
      color: Canvas;
    }
  }
`
