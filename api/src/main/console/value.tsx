import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { difference, type DiffLine } from './diff';
import { texts } from './texts';

const t = texts.value;
/** Lines that stay the same are shown so far from those that differ. */
const NEAR = 2;

/** Something that is not to be seen until somebody asks for it. */
export function Secret({ children, may = true }: { children: () => ComponentChildren; may?: boolean }) {
  const [shown, setShown] = useState(false);
  return (
    <div class="secret">
      <span class="badge badge-warn">{t.secret}</span>{' '}
      {may && (
        <button type="button" class="small" aria-expanded={shown} onClick={() => setShown(!shown)}>
          {shown ? t.hide : t.show}
        </button>
      )}
      {shown && children()}
    </div>
  );
}

/** What is there, or that there is nothing. */
export function Value({ text }: { text: string | undefined }) {
  return text === undefined ? <p class="faint nothing">{t.nothing}</p> : <pre class="value" {...scrolls(text)}>{text}</pre>;
}

/** What is higher than its place can be scrolled by keyboard. */
function scrolls(text: string): { tabIndex?: number } {
  return text.length > 500 || text.split('\n').length > 10 ? { tabIndex: 0 } : {};
}

/** How one text differs from another, line by line; a secret only when it is asked for. */
export function Difference({ before, after, secret = false }: { before: string | undefined; after: string | undefined; secret?: boolean }) {
  return secret ? <Secret>{() => <Lines before={before} after={after} />}</Secret> : <Lines before={before} after={after} />;
}

type Shown = DiffLine | { kind: 'left-out'; text: string };

function Lines({ before, after }: { before: string | undefined; after: string | undefined }) {
  const lines = useMemo(() => near(difference(before, after)), [before, after]);
  return (
    <div class="diff code" {...scrolls(lines.map((line) => line.text).join('\n'))}>
      {lines.map((line, at) => (
        <div key={at} class={`diff-${line.kind}`}>
          {line.kind === 'old' && (
            <del>
              <span class="hidden">{t.old}</span>
              {line.text}
            </del>
          )}
          {line.kind === 'new' && (
            <ins>
              <span class="hidden">{t.new}</span>
              {line.text}
            </ins>
          )}
          {(line.kind === 'same' || line.kind === 'left-out') && line.text}
        </div>
      ))}
    </div>
  );
}

/** Leaves out what is far from every difference. */
function near(lines: DiffLine[]): Shown[] {
  const differs = lines.map((line) => line.kind !== 'same');
  const keep = lines.map((_, at) => differs.slice(Math.max(0, at - NEAR), at + NEAR + 1).some(Boolean));
  const shown: Shown[] = [];
  let gone = 0;
  const tell = () => {
    if (gone > 0) {
      shown.push({ kind: 'left-out', text: t.leftOut(gone) });
      gone = 0;
    }
  };
  lines.forEach((line, at) => {
    if (keep[at]) {
      tell();
      shown.push(line);
    } else {
      gone++;
    }
  });
  tell();
  return shown;
}
