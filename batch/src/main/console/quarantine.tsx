import { useEffect, useState } from 'preact/hooks';
import { call, pages, path } from '@console/client';
import { useLoad } from '@console/load';
import { Loading } from '@console/notice';
import { go, replace, type Place } from '@console/router';
import { useSignal } from '@console/signal';
import { Table, type Column } from '@console/table';
import { common, count } from '@console/texts';
import { Ago } from '@console/time';
import { toast } from '@console/toast';
import type { Refused, Run } from './answers';
import { ask, done } from './asking';
import { live, lookNow } from './live';
import { useHindrance } from './rights';
import { texts } from './texts';
import { Old } from './trouble';

const words = texts.quarantine;

/** Entries that the archive refuses. */
export function Quarantine({ here }: { here: Place }) {
  const namespace = here.query.get('namespace') ?? '';
  const again = useSignal(done);
  const names = [...new Set([...(useSignal(live).namespaces ?? []).map((each) => each.namespace), ...(namespace ? [namespace] : [])])].sort();
  const may = useHindrance() === undefined;
  const { data, failure, reload } = useLoad(
    async (signal) => {
      const entries: Refused[] = [];
      for await (const page of pages<Refused>('v1/quarantine', 'entries', { query: { namespace: namespace || undefined }, signal })) {
        entries.push(...page);
      }
      return { entries, at: Date.now() };
    },
    [namespace],
    5,
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
      <div class="toolbar">
        <label class="choice">
          {words.namespace}{' '}
          <select value={namespace} onChange={(event) => replace(['quarantine'], { namespace: event.currentTarget.value })}>
            <option value="">{texts.all}</option>
            {names.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
      {failure && <Old failure={failure} at={data?.at} />}
      {data ? (
        <div class={failure ? 'dense old' : 'dense'}>
          <Table
            caption={words.title}
            columns={may ? [...columns, actions] : columns}
            rows={data.entries}
            rowKey={(row) => `${row.namespace}/${row.name}`}
            empty={words.empty}
          />
        </div>
      ) : (
        !failure && <Loading />
      )}
    </>
  );
}

const columns: Column<Refused>[] = [
  {
    key: 'name',
    title: words.setting,
    cell: (row) => (
      <span class="entry">
        <span class="faint">{row.namespace}/</span>
        {row.name}
      </span>
    ),
    order: (row) => `${row.namespace}/${row.name}`,
  },
  { key: 'state', title: words.sqlState, cell: (row) => <code>{row.sqlState ?? common.none}</code>, order: (row) => row.sqlState ?? '' },
  { key: 'error', title: words.reason, cell: (row) => row.error },
  { key: 'attempts', title: words.attempts, number: true, cell: (row) => count(row.attempts), order: (row) => row.attempts },
  { key: 'since', title: words.since, cell: (row) => <span class="still"><Ago at={row.since} /></span>, order: (row) => row.since },
  { key: 'next', title: words.nextRetry, cell: (row) => <span class="still"><Ago at={row.nextRetry} /></span>, order: (row) => row.nextRetry },
];

const actions: Column<Refused> = { key: 'actions', title: texts.actions, cell: (row) => <Actions entry={row} /> };

function Actions({ entry }: { entry: Refused }) {
  const [busy, setBusy] = useState(false);
  const name = `${entry.namespace}/${entry.name}`;
  const retry = async () => {
    setBusy(true);
    try {
      const { body: run } = await call<Run>(path('v1', 'quarantine', entry.namespace, `${entry.name}/retry`), { method: 'POST', body: {} });
      toast(words.retried(name, run.id));
      go(['runs', String(run.id)]);
    } catch (failure) {
      toast(words.notRetried(name, failure instanceof Error ? failure.message : String(failure)), 'bad');
      setBusy(false);
    }
    lookNow();
  };
  return (
    <span class="together still">
      <button type="button" class="small" disabled={busy} aria-label={words.retryOf(name)} onClick={() => void retry()}>
        {words.retry}
      </button>
      <button type="button" class="small" aria-label={words.discardOf(name)} onClick={() => ask({ kind: 'discard', entry, reason: '' })}>
        {words.discard}
      </button>
    </span>
  );
}
