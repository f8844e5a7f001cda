import { useLoad } from '@console/load';
import { call } from '@console/client';
import { Failure, Loading } from '@console/notice';
import { Table, type Column } from '@console/table';
import { count } from '@console/texts';
import { span } from '@console/time';
import { texts } from './texts';

interface NamespaceBacklog {
  namespace: string;
  dirty: number;
  oldestDirtySeconds: number | null;
  quarantined: number;
  historyPending: number;
}

const columns: Column<NamespaceBacklog>[] = [
  { key: 'namespace', title: texts.backlog.namespace, cell: (row) => row.namespace, order: (row) => row.namespace },
  { key: 'dirty', title: texts.backlog.dirty, number: true, cell: (row) => count(row.dirty), order: (row) => row.dirty },
  { key: 'oldest', title: texts.backlog.oldest, number: true, cell: (row) => span(row.oldestDirtySeconds), order: (row) => row.oldestDirtySeconds ?? -1 },
  { key: 'quarantined', title: texts.backlog.quarantined, number: true, cell: (row) => count(row.quarantined), order: (row) => row.quarantined },
  { key: 'history', title: texts.backlog.history, number: true, cell: (row) => count(row.historyPending), order: (row) => row.historyPending },
];

/** What is not in the archive yet, of each namespace. */
export function Backlog() {
  const { data, failure, reload } = useLoad(
    async (signal) => (await call<{ namespaces: NamespaceBacklog[] }>('v1/backlog', { signal })).body.namespaces,
    [],
    10,
  );
  return (
    <>
      <h1>{texts.backlog.title}</h1>
      {failure && <Failure failure={failure} retry={reload} />}
      {data ? (
        <Table caption={texts.backlog.title} columns={columns} rows={data} rowKey={(row) => row.namespace} empty={texts.backlog.empty} />
      ) : (
        !failure && <Loading />
      )}
    </>
  );
}
