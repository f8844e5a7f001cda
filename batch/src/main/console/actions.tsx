import { useEffect } from 'preact/hooks';
import { Problem } from '@console/client';
import { Loading } from '@console/notice';
import { link } from '@console/router';
import { useSignal } from '@console/signal';
import { Table, type Column } from '@console/table';
import { common } from '@console/texts';
import { Ago } from '@console/time';
import type { Action } from './answers';
import { done } from './asking';
import { usePaged } from './paged';
import { Older } from './pieces';
import { useHindrance } from './rights';
import { texts } from './texts';
import { Old } from './trouble';

const words = texts.audit;

/** What operators did. */
export function Actions() {
  const why = useHindrance(null);
  return (
    <>
      <h1>{words.title}</h1>
      <p class="faint">{words.about}</p>
      {why ? <p class="empty">{why}</p> : <List />}
    </>
  );
}

function List() {
  const again = useSignal(done);
  const { rows, at, failure, next, busy, more, reload } = usePaged<Action>('v1/actions', 'actions', {}, (action) => action.id, {
    every: 5,
    order: (a, b) => b.id - a.id,
  });
  useEffect(() => {
    if (again > 0) {
      reload();
    }
  }, [again]);
  return (
    <>
      {failure && (failure instanceof Problem && failure.status === 403 ? <p class="empty">{failure.message}</p> : <Old failure={failure} at={at} />)}
      {rows ? (
        <div class={failure ? 'dense old' : 'dense'}>
          <Table caption={words.title} columns={columns} rows={rows} rowKey={(action) => String(action.id)} empty={words.empty} />
          <Older next={next} busy={busy} onMore={more} />
        </div>
      ) : (
        !failure && <Loading />
      )}
    </>
  );
}

const columns: Column<Action>[] = [
  { key: 'at', title: words.when, cell: (row) => <span class="still"><Ago at={row.at} /></span> },
  { key: 'who', title: words.who, cell: (row) => row.who },
  { key: 'action', title: words.action, heading: true, cell: (row) => row.action },
  { key: 'target', title: words.target, cell: (row) => <Target target={row.target} /> },
  { key: 'reason', title: words.reason, cell: (row) => row.reason ?? common.none },
  { key: 'request', title: words.request, cell: (row) => <code class="faint">{row.requestId ?? common.none}</code> },
];

function Target({ target }: { target: string }) {
  const run = /^run (\d+)$/.exec(target)?.[1];
  return run ? <a href={link(['runs', run])}>{target}</a> : <>{target}</>;
}
