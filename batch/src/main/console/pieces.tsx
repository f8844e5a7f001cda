import type { ComponentChildren } from 'preact';
import { link } from '@console/router';
import { common, count } from '@console/texts';
import { Ago, span } from '@console/time';
import { seconds, type Run } from './answers';
import { texts } from './texts';

const KINDS: Record<string, string> = {
  COMPLETED: 'badge-good',
  FAILED: 'badge-bad',
  STOPPED: 'badge-warn',
  STOPPING: 'badge-warn',
  ABANDONED: 'badge-bad',
  UNKNOWN: 'badge-bad',
  PAUSED: 'badge-warn',
  ERROR: 'badge-bad',
  WAITING: 'badge-good',
};

export function Badge({ word }: { word: string }) {
  return <span class={`badge ${KINDS[word] ?? ''}`}>{texts.states[word] ?? word}</span>;
}

export function RunLink({ id }: { id: number }) {
  return <a href={link(['runs', String(id)])}>{texts.run.link(id)}</a>;
}

export function Scope({ namespace }: { namespace: string | null }) {
  return namespace === null ? <span class="faint">{texts.all}</span> : <>{namespace}</>;
}

export function TriggerOf({ run }: { run: Run }) {
  return (
    <>
      {texts.triggers[run.trigger.kind] ?? run.trigger.kind} <span class="faint">{run.trigger.by}</span>
    </>
  );
}

/** Seconds that a run takes or took. */
export function Took({ run }: { run: Run }) {
  return <>{span(Math.round(seconds(run) * 10) / 10)}</>;
}

export function Facts({ facts }: { facts: [string, ComponentChildren][] }) {
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Tiles({ tiles }: { tiles: { name: string; value: ComponentChildren; kind?: '' | 'warn' | 'bad'; hint?: string }[] }) {
  return (
    <dl class="tiles">
      {tiles.map(({ name, value, kind = '', hint }) => (
        <div key={name} class={kind && `tile-${kind}`} title={hint}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A JSON value; a long one opens. */
export function Value({ value }: { value: unknown }) {
  const text = JSON.stringify(value);
  if (text.length <= 80) {
    return <code>{text}</code>;
  }
  return (
    <details class="value">
      <summary>
        <code>{text.slice(0, 60)}…</code>
      </summary>
      <pre>{JSON.stringify(value, null, 2)}</pre>
    </details>
  );
}

/** A revision, which is a time as well. */
export function Revision({ revision }: { revision: number | null | undefined }) {
  if (revision === null || revision === undefined) {
    return <>{common.none}</>;
  }
  return (
    <span class="revision" title={revision > 0 ? new Date(revision / 1000).toISOString() : ''}>
      {revision}
    </span>
  );
}

/** A moment as people read it, with how long ago it is. */
export function When({ at }: { at: string | null }) {
  return at === null ? (
    <>{common.none}</>
  ) : (
    <>
      <span class="when">{at.slice(0, 19).replace('T', ' ')}</span> <span class="faint">(<Ago at={at} />)</span>
    </>
  );
}

export function Older({ next, busy, onMore }: { next: boolean; busy: boolean; onMore: () => void }) {
  return next ? (
    <div class="more">
      <button type="button" disabled={busy} onClick={onMore}>
        {texts.older}
      </button>
    </div>
  ) : null;
}

export function total(rows: number[]): string {
  return count(rows.reduce((sum, each) => sum + each, 0));
}
