import { useEffect } from 'preact/hooks';
import { Loading } from '@console/notice';
import { replace, type Place } from '@console/router';
import { useSignal } from '@console/signal';
import { Table, type Column } from '@console/table';
import { count } from '@console/texts';
import { Ago } from '@console/time';
import { isRunning, type Run } from './answers';
import { askFlush, askStart, done } from './asking';
import { usePaged } from './paged';
import { Badge, Older, RunLink, Scope, Took } from './pieces';
import { Act, useHindrance } from './rights';
import { RunView } from './run';
import { texts } from './texts';
import { Old } from './trouble';

const words = texts.runs;
const JOBS = ['drain', 'verify', 'restore', 'compact', 'purge'];
const STATES = ['STARTED', 'COMPLETED', 'FAILED', 'STOPPED', 'STARTING', 'STOPPING', 'ABANDONED', 'UNKNOWN'];

/** All runs, or the one that the address names. */
export function Runs({ here }: { here: Place }) {
  const id = here.segments[1];
  return id === undefined ? <RunList here={here} /> : <RunView id={id} />;
}

const columns: Column<Run>[] = [
  { key: 'id', title: words.run, cell: (run) => <span class="still"><RunLink id={run.id} /></span> },
  { key: 'job', title: words.job, cell: (run) => run.job },
  { key: 'scope', title: words.scope, cell: (run) => <Scope namespace={run.namespace} /> },
  { key: 'status', title: words.status, cell: (run) => <Badge word={run.status} /> },
  { key: 'trigger', title: words.by, cell: (run) => (run.trigger.kind === 'operator' ? run.trigger.by : <span class="faint" title={run.trigger.by}>{texts.triggers[run.trigger.kind] ?? run.trigger.kind}</span>) },
  { key: 'started', title: words.started, cell: (run) => <span class="still"><Ago at={run.startedAt} /></span> },
  { key: 'took', title: words.took, number: true, cell: (run) => <span class="still"><Took run={run} /></span> },
  { key: 'read', title: words.read, number: true, cell: (run) => count(run.read) },
  { key: 'written', title: words.written, number: true, cell: (run) => count(run.written) },
  { key: 'superseded', title: words.superseded, number: true, cell: (run) => count(run.superseded) },
  { key: 'quarantined', title: words.quarantined, number: true, cell: (run) => count(run.quarantined) },
];

function RunList({ here }: { here: Place }) {
  const job = here.query.get('job') ?? '';
  const status = here.query.get('status') ?? '';
  const why = useHindrance();
  const again = useSignal(done);
  const { rows, at, failure, next, busy, more, reload } = usePaged<Run>('v1/runs', 'runs', { job: job || undefined, status: status || undefined, limit: '50' }, (run) => run.id, {
    every: 2,
    order: (a, b) => b.id - a.id,
  });
  useEffect(() => {
    if (again > 0) {
      reload();
    }
  }, [again]);
  // A run that was seen running and is not among the newest any more has changed meanwhile: it leaves a list that is filtered by it.
  const shown = rows?.filter((run) => (!status || run.status === status) && (!job || run.job === job));
  const filter = (change: Record<string, string>) => replace(['runs'], { job, status, ...change });
  return (
    <>
      <div class="head">
        <h1>{words.title}</h1>
        <div class="toolbar">
          <Act why={why} kind="primary" onClick={() => askStart()}>
            {texts.asking.open}
          </Act>
          <Act why={why} onClick={() => askFlush()}>
            {texts.flush.open}
          </Act>
        </div>
      </div>
      <form class="toolbar" role="search" aria-label={words.filter} onSubmit={(event) => event.preventDefault()}>
        <label class="choice">
          {words.job}{' '}
          <select value={job} onChange={(event) => filter({ job: event.currentTarget.value })}>
            <option value="">{words.any}</option>
            {JOBS.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
        </label>
        <label class="choice">
          {words.status}{' '}
          <select value={status} onChange={(event) => filter({ status: event.currentTarget.value })}>
            <option value="">{words.any}</option>
            {STATES.map((each) => (
              <option key={each} value={each}>
                {texts.states[each]}
              </option>
            ))}
          </select>
        </label>
      </form>
      {failure && <Old failure={failure} at={at} />}
      {shown ? (
        <div class={failure ? 'dense old' : 'dense'}>
          <Table caption={words.title} columns={columns} rows={shown} rowKey={(run) => `${run.id}${isRunning(run) ? '…' : ''}`} empty={job || status ? words.noMatch : words.empty} />
          <Older next={next} busy={busy} onMore={more} />
        </div>
      ) : (
        !failure && <Loading />
      )}
    </>
  );
}
