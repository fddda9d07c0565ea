/** For editors, and for the build, which minifies what has this tag. */
const css = ([text = '']: TemplateStringsArray): string => text

/** Of the code, the account to pay to, and what can be copied. */
export const styles = css`
  /* Above it the words have their room, so that the square stays where it is. */
  .above {
    min-block-size: calc(4.625em + 25px);
  }
  .square {
    display: grid;
    place-items: center;
    overflow: hidden;
    inline-size: 208px;
    max-inline-size: calc(100% - 2 * var(--pad));
    aspect-ratio: 1;
    margin: 14px auto 0;
    border: 1px solid transparent;
    border-radius: var(--inner);
  }
  .dense {
    inline-size: 316px;
  }
  /* A code is read by machines: black on white in the dark, too. Its quiet zone is drawn with it. */
  .white {
    background: #fff;
    color: #000;
    border-color: var(--line);
    forced-color-adjust: none;
  }
  .white svg {
    width: 100%;
    height: 100%;
    fill: currentColor;
    stroke: none;
  }
  .square .ring {
    width: 112px;
    height: 112px;
  }
  .square .ring svg {
    stroke-width: 2;
  }
  .says {
    overflow: auto;
    max-block-size: 100%;
    padding: 12px;
    font-size: 0.8125em;
    overflow-wrap: anywhere;
    -webkit-user-select: all;
    user-select: all;
  }
  .under {
    display: flex;
    justify-content: center;
    min-block-size: 44px;
  }

  .payto {
    margin: 14px var(--pad) 0;
    border: 1px solid var(--line);
    border-radius: var(--inner);
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0 12px;
    padding-block: 6px;
    padding-inline-start: 14px;
  }
  .line + .line {
    border-block-start: 1px solid var(--line);
  }
  .line small {
    display: block;
    font-size: 0.8125em;
    line-height: 1.4;
    color: var(--muted);
  }
  .line bdi {
    font-size: 1.125em;
    -webkit-user-select: all;
    user-select: all;
  }
  .gone {
    visibility: hidden;
  }

  .copy {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-inline-size: 44px;
    min-block-size: 44px;
    padding: 0 13px;
    border: 0;
    border-radius: var(--inner);
    background: none;
    color: var(--muted);
    font: inherit;
    font-size: 0.8125em;
    font-weight: 600;
    cursor: pointer;
  }
  dd .copy {
    margin-inline: -3px -41px;
  }
  .copy svg {
    width: 1.385em;
    height: 1.385em;
    stroke-width: 1.9;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  /* Room for both its words: what it says changes, and nothing moves. */
  .worded {
    justify-content: flex-end;
    min-inline-size: 7.1em;
    margin-inline-start: auto;
  }
  .under .worded {
    justify-content: center;
    margin: 0;
  }
  .copy:hover,
  .worded,
  .done {
    color: var(--text);
  }
  .done svg {
    stroke-width: 2.6;
    color: var(--success);
  }
  .heard {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .more {
    display: contents;
  }
  .print {
    min-block-size: 44px;
    padding: 12px 6px;
    margin-inline: -6px;
    border: 0;
    background: none;
    font: inherit;
    line-height: 1.54;
    color: var(--text);
    text-decoration: underline;
    text-decoration-color: var(--edge);
    text-underline-offset: 3px;
    cursor: pointer;
  }
  .print:hover {
    text-decoration-color: currentColor;
    text-decoration-thickness: 2px;
  }

  /* In the foot's one row, where it has room: get help stays where it is. */
  @container (min-width: 22.1em) {
    .connection {
      flex-basis: 6em;
    }
  }
  @container (max-width: 22.1em) {
    .print {
      order: 1;
    }
  }
  @container (max-width: 19em) {
    .line .worded {
      min-inline-size: 44px;
    }
    .line .worded span {
      display: none;
    }
  }

  @media print {
    .square,
    .under,
    .payto,
    .copy {
      display: none;
    }
  }
`
