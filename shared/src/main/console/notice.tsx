import type { ComponentChildren } from 'preact';
import { Problem } from './client';
import { common } from './texts';

/** Something to know, at its place in the page. */
export function Notice({ kind = 'info', children }: { kind?: 'info' | 'good' | 'warn' | 'bad'; children: ComponentChildren }) {
  return (
    <div class={`notice notice-${kind}`} role={kind === 'bad' ? 'alert' : 'status'}>
      {children}
    </div>
  );
}

/** What went wrong with a call, and a way to try again. */
export function Failure({ failure, retry }: { failure: Error; retry?: () => void }) {
  const problem = failure instanceof Problem ? failure : undefined;
  return (
    <Notice kind="bad">
      <p>{problem?.detail ?? failure.message}</p>
      {problem?.requestId && <p class="faint">{common.problem.requestId(problem.requestId)}</p>}
      {retry && (
        <button type="button" onClick={retry}>
          {common.retry}
        </button>
      )}
    </Notice>
  );
}

export function Loading() {
  return (
    <p class="loading" role="status">
      {common.loading}
    </p>
  );
}
