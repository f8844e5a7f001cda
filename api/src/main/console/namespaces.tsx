import { useList } from '@console/load';
import { Failure, Loading } from '@console/notice';
import { Table, type Column } from '@console/table';
import { count } from '@console/texts';
import { texts } from './texts';

interface NamespaceView {
  namespace: string;
  description: string;
  state: string;
  counts: { settings: number };
}

const columns: Column<NamespaceView>[] = [
  { key: 'namespace', title: texts.namespaces.namespace, cell: (row) => row.namespace, order: (row) => row.namespace },
  { key: 'description', title: texts.namespaces.description, cell: (row) => row.description },
  { key: 'state', title: texts.namespaces.state, cell: (row) => row.state, order: (row) => row.state },
  { key: 'settings', title: texts.namespaces.settings, number: true, cell: (row) => count(row.counts.settings), order: (row) => row.counts.settings },
];

/** Every namespace that the token reaches. */
export function Namespaces() {
  const { data, failure, reload } = useList<NamespaceView>('v1/namespaces', 'namespaces', {}, 10);
  return (
    <>
      <h1>{texts.namespaces.title}</h1>
      {failure && <Failure failure={failure} retry={reload} />}
      {data ? (
        <Table caption={texts.namespaces.title} columns={columns} rows={data} rowKey={(row) => row.namespace} empty={texts.namespaces.empty} />
      ) : (
        !failure && <Loading />
      )}
    </>
  );
}
