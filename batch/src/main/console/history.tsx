import { useState } from 'preact/hooks';
import { path } from '@console/client';
import { faultOf, Field } from '@console/field';
import { Failure, Loading } from '@console/notice';
import { link, replace, type Place } from '@console/router';
import { Table, type Column } from '@console/table';
import { common } from '@console/texts';
import { Ago } from '@console/time';
import type { Change } from './answers';
import { NamespaceInput, useTyped } from './looking';
import { usePaged } from './paged';
import { Older, Revision, Value } from './pieces';
import { texts } from './texts';

const words = texts.history;
const FIELDS = ['namespace', 'name', 'author', 'from', 'to'] as const;

/** Every change that is in the archive. */
export function History({ here }: { here: Place }) {
  const given = Object.fromEntries(FIELDS.map((field) => [field, here.query.get(field) ?? ''])) as Record<(typeof FIELDS)[number], string>;
  const { typed, type } = useTyped('history', given);
  const [fault, setFault] = useState<string>();
  const { namespace, ...query } = given;
  const { rows, failure, next, busy, more, reload } = usePaged<Change>(
    namespace ? path('v1', 'namespaces', namespace, 'history') : undefined,
    'changes',
    Object.fromEntries(Object.entries(query).map(([name, value]) => [name, value || undefined])),
    (change) => `${change.revision} ${change.name}`,
  );
  const submit = () => {
    setFault(typed.namespace.trim() ? undefined : texts.looking.missing);
    if (typed.namespace.trim()) {
      const asked = Object.fromEntries(FIELDS.map((field) => [field, typed[field].trim()]));
      if (JSON.stringify(asked) === JSON.stringify(given)) {
        reload();
      }
      replace(['history'], asked);
    }
  };
  const input = (field: Exclude<(typeof FIELDS)[number], 'namespace'>, hint?: string) => (
    <Field label={words[field]} {...(hint ? { hint } : {})} fault={faultOf(failure, field)}>
      <input value={typed[field]} autocomplete="off" spellcheck={false} onInput={(event) => type({ [field]: event.currentTarget.value })} />
    </Field>
  );
  const placed = FIELDS.some((field) => faultOf(failure, field));
  return (
    <>
      <h1>{words.title}</h1>
      <p class="faint">{words.about}</p>
      <form
        class="looking"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <NamespaceInput value={typed.namespace} fault={fault ?? faultOf(failure, 'namespace')} onChange={(value) => type({ namespace: value })} />
        {input('name')}
        {input('author')}
        {input('from', texts.looking.moment)}
        {input('to', texts.looking.moment)}
        <button type="submit" class="primary">
          {texts.looking.show}
        </button>
      </form>
      {failure && !placed && <Failure failure={failure} retry={reload} />}
      {namespace === '' ? (
        <p class="empty">{texts.looking.begin}</p>
      ) : rows ? (
        <>
          <div class="dense">
            <Table caption={words.title} columns={columns} rows={rows} rowKey={(row) => `${row.revision} ${row.name}`} empty={next ? words.emptyPage : words.empty} />
          </div>
          <Older next={next} busy={busy} onMore={more} />
        </>
      ) : (
        !failure && <Loading />
      )}
    </>
  );
}

const columns: Column<Change>[] = [
  { key: 'name', title: words.name, cell: (row) => row.name },
  { key: 'old', title: words.before, cell: (row) => (row.secret ? <em class="faint">{texts.looking.secret}</em> : row.old === undefined ? common.none : <Value value={row.old} />) },
  {
    key: 'value',
    title: words.after,
    cell: (row) => (row.removed ? <span class="badge badge-warn">{texts.looking.removed}</span> : row.secret ? <em class="faint">{texts.looking.secret}</em> : <Value value={row.value} />),
  },
  { key: 'at', title: words.when, cell: (row) => <span class="still"><Ago at={row.changedAt} /></span> },
  { key: 'author', title: words.author, cell: (row) => row.author },
  { key: 'reason', title: words.reason, cell: (row) => row.reason ?? common.none },
  {
    key: 'revision',
    title: words.revision,
    number: true,
    cell: (row) => (
      <a href={link(['past'], { namespace: row.namespace, at: String(row.revision) })} title={words.asItWas}>
        <Revision revision={row.revision} />
      </a>
    ),
  },
];
