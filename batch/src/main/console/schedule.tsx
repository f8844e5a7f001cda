import { useEffect } from 'preact/hooks';
import { call } from '@console/client';
import { useLoad } from '@console/load';
import { Loading } from '@console/notice';
import { useSignal } from '@console/signal';
import { Table, type Column } from '@console/table';
import { common, count } from '@console/texts';
import { Ago, span } from '@console/time';
import type { Trigger } from './answers';
import { ask, done } from './asking';
import { Badge } from './pieces';
import { Act, useHindrance } from './rights';
import { texts } from './texts';
import { Old } from './trouble';

const words = texts.schedule;

/** Which job starts when by itself. */
export function Schedule() {
  const again = useSignal(done);
  const { data, failure, reload } = useLoad(
    async (signal) => ({ triggers: (await call<{ triggers: Trigger[] }>('v1/schedule', { query: { limit: 1000 }, signal })).body.triggers, at: Date.now() }),
    [],
    2,
  );
  useEffect(() => {
    if (again > 0) {
      reload();
    }
  }, [again]);
  return (
    <>
      <h1>{words.title}</h1>
      <p class="faint">{words.about}</p>
      {failure && <Old failure={failure} at={data?.at} />}
      {data ? (
        <div class={failure ? 'old' : ''}>
          <Table caption={words.title} columns={columns} rows={data.triggers} rowKey={(row) => row.job} empty={words.empty} />
        </div>
      ) : (
        !failure && <Loading />
      )}
    </>
  );
}

const columns: Column<Trigger>[] = [
  { key: 'job', title: words.job, cell: (row) => row.job },
  { key: 'schedule', title: words.schedule, cell: (row) => <Times row={row} /> },
  { key: 'state', title: words.state, cell: (row) => <Badge word={row.state} /> },
  { key: 'next', title: words.next, cell: (row) => (row.state === 'PAUSED' ? common.none : <Ago at={row.nextFireAt} />) },
  { key: 'last', title: words.last, cell: (row) => <Ago at={row.lastFireAt} /> },
  { key: 'misfires', title: words.misfires, number: true, cell: (row) => count(row.misfires) },
  { key: 'actions', title: texts.actions, cell: (row) => <Actions row={row} /> },
];

function Times({ row }: { row: Trigger }) {
  const { dirty = null, oldestDirtySeconds = null } = row.thresholds ?? {};
  const also = [dirty !== null && words.whenDirty(dirty), oldestDirtySeconds !== null && words.whenOld(span(oldestDirtySeconds))].filter(Boolean).join(words.or);
  return (
    <span>
      {row.schedule ?? words.never}
      {also && <span class="faint"> {words.also(also)}</span>}
    </span>
  );
}

function Actions({ row }: { row: Trigger }) {
  const why = useHindrance(null);
  const pausing = row.state === 'WAITING' || row.state === 'RUNNING';
  if (row.state === 'NONE') {
    return <>{common.none}</>;
  }
  return (
    <Act why={why} kind="small" onClick={() => ask({ kind: pausing ? 'pause' : 'resume', job: row.job, reason: '' })}>
      {pausing ? words.pause : words.resume}
      <span class="hidden"> {row.job}</span>
    </Act>
  );
}
