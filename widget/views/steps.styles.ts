/** For editors, and for the build, which minifies what has this tag. */
const css = ([text = '']: TemplateStringsArray): string => text

export const styles = css`
  /* As the card's: four steps, two lines of what is next and the money line have their room from the start. */
  .path {
    min-block-size: calc(11.5em + 110px);
  }
  .steps {
    padding: 20px var(--pad) 0;
    list-style: none;
  }
  li {
    position: relative;
    display: grid;
    grid-template-columns: 1.75em 1fr auto;
    align-content: start;
    column-gap: 14px;
    padding-block-end: 18px;
    line-height: 1.75;
    color: var(--muted);
  }
  .now {
    min-block-size: calc(4.75em + 18px);
  }
  li:last-child {
    min-block-size: 0;
    padding: 0;
  }
  /* The thread to the next step: drawn once that was reached. */
  li:not(:last-child)::before {
    content: '';
    position: absolute;
    inset-block: calc(1.75em + 3px) 3px;
    inset-inline-start: calc(0.875em - 1px);
    inline-size: 2px;
    background: var(--line);
  }
  .mark {
    display: grid;
    place-items: center;
    block-size: 1.75em;
    border-radius: 50%;
    font-weight: 600;
  }
  .later .mark {
    box-shadow: inset 0 0 0 2px var(--line);
  }
  /* What happened stays what happened, whatever comes after. */
  .reached .mark,
  .steps .reached::before {
    background: var(--text);
  }
  .reached svg {
    stroke-width: 3;
    color: var(--surface);
  }
  .reached,
  .now {
    color: var(--text);
  }
  .reached p {
    font-weight: 600;
  }
  .mark b,
  time {
    font-size: 0.8125em;
    line-height: 2.15;
    font-variant-numeric: tabular-nums;
    color: var(--muted);
  }
  .steps .ring {
    width: 1.75em;
    height: 1.75em;
  }
  .steps .ring * {
    stroke-width: 4;
  }
  .steps .disc {
    fill: none;
  }
  .steps .title {
    padding-block-start: 0.12em;
    font-size: 1.125em;
  }
  .more {
    grid-column: 2 / -1;
    display: flex;
    gap: 8px;
    line-height: 1.5;
  }
  .more .next {
    margin: 0;
  }
  .pips {
    flex: none;
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
  .path .money {
    gap: 10px;
    padding-inline-start: 10px;
  }
  @container (max-width: 22.1em) {
    .path {
      min-block-size: calc(13em + 114px);
    }
    .now {
      min-block-size: calc(6.25em + 18px);
    }
    .steps .title {
      font-size: 1.0625em;
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
