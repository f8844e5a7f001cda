import { useState } from 'preact/hooks';
import { path } from '@console/client';
import { faultOf, Field } from '@console/field';
import { Failure, Loading, Notice } from '@console/notice';
import { link, replace, type Place } from '@console/router';
import { Table, type Column } from '@console/table';
import { common } from '@console/texts';
import { Ago } from '@console/time';
import type { Past, PastSetting } from './answers';
import { NamespaceInput, useTyped } from './looking';
import { usePaged } from './paged';
import { Older, Revision, Value, When } from './pieces';
import { texts } from './texts';

const words = texts.past;

/** A namespace as it was at a moment. */
export function AsItWas({ here }: { here: Place }) {
  const [namespace, at, prefix] = ['namespace', 'at', 'prefix'].map((field) => here.query.get(field) ?? '') as [string, string, string];
  const { typed, type } = useTyped('past', { namespace, at, prefix });
  const [faults, setFaults] = useState<{ namespace?: string; at?: string }>({});
  const { rows, head, failure, next, busy, more, reload } = usePaged<PastSetting, Past>(
    namespace && at ? path('v1', 'namespaces', namespace, 'settings') : undefined,
    'settings',
    { at: at || undefined, prefix: prefix || undefined },
    (setting) => setting.name,
  );
  const submit = () => {
    const asked = { namespace: typed.namespace.trim(), at: typed.at.trim(), prefix: typed.prefix.trim() };
    setFaults({ ...(asked.namespace ? {} : { namespace: texts.looking.missing }), ...(asked.at ? {} : { at: words.missing }) });
    if (asked.namespace && asked.at) {
      if (asked.namespace === namespace && asked.at === at && asked.prefix === prefix) {
        reload();
      }
      replace(['past'], asked);
    }
  };
  const placed = ['namespace', 'at', 'prefix'].some((field) => faultOf(failure, field));
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
        <NamespaceInput value={typed.namespace} fault={faults.namespace ?? faultOf(failure, 'namespace')} onChange={(value) => type({ namespace: value })} />
        <Field label={words.at} hint={texts.looking.moment} fault={faults.at ?? faultOf(failure, 'at')}>
          <input value={typed.at} autocomplete="off" spellcheck={false} onInput={(event) => type({ at: event.currentTarget.value })} />
        </Field>
        <Field label={words.prefix} fault={faultOf(failure, 'prefix')}>
          <input value={typed.prefix} autocomplete="off" spellcheck={false} onInput={(event) => type({ prefix: event.currentTarget.value })} />
        </Field>
        <button type="submit" class="primary">
          {texts.looking.show}
        </button>
      </form>
      {failure && !placed && <Failure failure={failure} retry={reload} />}
      {namespace === '' || at === '' ? (
        <p class="empty">{words.begin}</p>
      ) : rows && head ? (
        <>
          <p>
            <strong>{head.namespace}</strong> {words.stood} <When at={head.at} />
            {head.revision !== null && (
              <>
                , {words.lastChange}{' '}
                <a href={link(['history'], { namespace: head.namespace, to: String(head.revision + 1) })}>
                  <Revision revision={head.revision} />
                </a>
              </>
            )}
            .
          </p>
          {head.unproven.length > 0 && (
            <Notice kind="warn">
              {words.unproven} <span class="code">{head.unproven.join(', ')}</span>
            </Notice>
          )}
          <div class="dense">
            <Table caption={words.title} columns={columns} rows={rows} rowKey={(row) => row.name} empty={words.empty} />
          </div>
          <Older next={next} busy={busy} onMore={more} />
        </>
      ) : (
        !failure && <Loading />
      )}
    </>
  );
}

const columns: Column<PastSetting>[] = [
  { key: 'name', title: words.name, cell: (row) => row.name },
  { key: 'value', title: words.value, cell: (row) => (row.secret ? <em class="faint">{texts.looking.secret}</em> : <Value value={row.value} />) },
  { key: 'at', title: words.changed, cell: (row) => <span class="still"><Ago at={row.changedAt} /></span> },
  { key: 'author', title: words.author, cell: (row) => row.author ?? common.none },
  { key: 'reason', title: words.reason, cell: (row) => row.reason ?? common.none },
  { key: 'revision', title: words.revision, number: true, cell: (row) => <Revision revision={row.revision} /> },
];
