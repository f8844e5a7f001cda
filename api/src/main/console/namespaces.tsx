import './admin.css';
import { useState } from 'preact/hooks';
import { useCaller } from '@console/caller';
import { call, path } from '@console/client';
import { Dialog } from '@console/dialog';
import { Field, faultOf } from '@console/field';
import { useList } from '@console/load';
import { Failure, Loading } from '@console/notice';
import { go, link, type Place } from '@console/router';
import { Table, type Column } from '@console/table';
import { count } from '@console/texts';
import { Ago } from '@console/time';
import { toast } from '@console/toast';
import { useDrafts } from './drafts';
import { forget, useKept } from './kept';
import { SpacePage } from './space-page';
import { NodeState } from './state';
import { texts } from './texts';

interface NamespaceView {
  namespace: string;
  description: string;
  durability?: string;
  state: string;
  head: { revision: number } | null;
  counts: { settings: number };
}

const t = texts.namespaces;

const columns: Column<NamespaceView>[] = [
  { key: 'namespace', title: t.namespace, cell: (row) => <Name namespace={row.namespace} />, order: (row) => row.namespace },
  { key: 'description', title: t.description, cell: (row) => row.description || <span class="faint">{t.undescribed}</span> },
  { key: 'state', title: t.state, cell: (row) => <NodeState state={row.state} />, order: (row) => row.state },
  { key: 'settings', title: t.settings, number: true, cell: (row) => count(row.counts.settings), order: (row) => row.counts.settings },
  {
    key: 'changed',
    title: t.changed,
    number: true,
    cell: (row) => <Ago at={row.head && row.head.revision / 1000} />,
    order: (row) => row.head?.revision ?? 0,
  },
];

/** All namespaces, or the one that the address names. */
export function Namespaces({ here }: { here: Place }) {
  const [, namespace, part] = here.segments;
  return namespace === undefined ? <List /> : <SpacePage namespace={namespace} part={part} here={here} />;
}

function Name({ namespace }: { namespace: string }) {
  const open = useDrafts(namespace).drafts.size;
  return (
    <>
      <a href={link(['namespaces', namespace])}>{namespace}</a> {open > 0 && <span class="badge">{t.drafts(open)}</span>}
    </>
  );
}

/** Every namespace that the token reaches. */
function List() {
  const { data, failure, reload } = useList<NamespaceView>('v1/namespaces', 'namespaces', {}, 10);
  const [creating, setCreating] = useState(false);
  const { may, namespaces } = useCaller();
  return (
    <>
      <div class="heading">
        <h1>{t.title}</h1>
        {may('editor') && namespaces === null && (
          <button type="button" onClick={() => setCreating(true)}>
            {t.create}
          </button>
        )}
      </div>
      {failure && <Failure failure={failure} retry={reload} />}
      {data ? (
        <Table caption={t.title} columns={columns} rows={data} rowKey={(row) => row.namespace} empty={t.empty} />
      ) : (
        !failure && <Loading />
      )}
      {creating && <Create onClose={() => setCreating(false)} />}
    </>
  );
}

function Create({ onClose }: { onClose: () => void }) {
  const [name, setName] = useKept('namespace.name');
  const [description, setDescription] = useKept('namespace.description');
  const [failure, setFailure] = useState<Error>();
  const [busy, setBusy] = useState(false);
  async function submit(): Promise<void> {
    if (name.trim() === '') {
      setFailure(new Error(t.nameless));
      return;
    }
    setBusy(true);
    setFailure(undefined);
    try {
      await call(path('v1', 'namespaces', name.trim()), { method: 'PUT', headers: { 'If-None-Match': '*' }, body: { description } });
      forget('namespace.name', 'namespace.description');
      toast(t.created(name.trim()));
      onClose();
      go(['namespaces', name.trim()]);
    } catch (caught) {
      setBusy(false);
      setFailure(caught as Error);
    }
  }
  const named = failure?.message === t.nameless ? t.nameless : faultOf(failure, 'namespace');
  const described = faultOf(failure, 'description');
  return (
    <Dialog title={t.create} onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {failure && !named && !described && <Failure failure={failure} />}
        <Field label={t.namespace} hint={t.nameHint} fault={named}>
          <input autocomplete="off" spellcheck={false} value={name} onInput={(event) => setName(event.currentTarget.value)} />
        </Field>
        <Field label={t.description} hint={t.descriptionHint} fault={described}>
          <textarea rows={3} value={description} onInput={(event) => setDescription(event.currentTarget.value)} />
        </Field>
        <div class="actions">
          <button type="button" onClick={onClose}>
            {texts.cancel}
          </button>
          <button type="submit" class="primary" disabled={busy}>
            {t.submit}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
