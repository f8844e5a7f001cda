import { useEffect, useState } from 'preact/hooks';
import { call, path } from '@console/client';
import { Dialog } from '@console/dialog';
import { Field, faultOf } from '@console/field';
import { Failure, Loading } from '@console/notice';
import { link, replace } from '@console/router';
import { common } from '@console/texts';
import { Ago } from '@console/time';
import { parse, pretty } from './exact';
import { Outcome, Refusal } from './items';
import { forget, useKept } from './kept';
import { carryOut, isUnknown, useCheck, type Write } from './publish';
import type { PartProps } from './settings-table';
import type { Entry, Space } from './space';
import { texts } from './texts';
import { Difference } from './value';

interface Change extends Entry {
  old?: unknown;
}

interface Page {
  changes: Change[];
  oldest?: { revision: number; changedAt: string; complete: boolean };
  next?: string;
}

const t = texts.history;
const LIMIT = 50;

/** What has changed, newest first, each change set with its difference; and the way back. */
export function HistoryView({ namespace, space, state, rights, here }: PartProps) {
  const name = here.query.get('name') ?? '';
  const [asked, setAsked] = useState(name);
  const [page, setPage] = useState<Page>();
  const [failure, setFailure] = useState<Error>();
  const [round, setRound] = useState(0);
  const [back, setBack] = useState<Change[]>();
  const read = (after: string | undefined, signal?: AbortSignal) =>
    call<Page>(path('v1', 'namespaces', namespace, 'history'), { query: { limit: LIMIT, name: name || undefined, after }, parse, signal });
  useEffect(() => setAsked(name), [name]);
  useEffect(() => {
    const stop = new AbortController();
    setFailure(undefined);
    read(undefined, stop.signal).then(
      ({ body }) => setPage(body),
      (caught: Error) => !stop.signal.aborted && setFailure(caught),
    );
    return () => stop.abort();
  }, [namespace, name, round]);
  const more = () =>
    read(page?.next).then(
      ({ body }) => setPage((last) => ({ ...body, changes: [...(last?.changes ?? []), ...body.changes] })),
      (caught: Error) => setFailure(caught),
    );
  const newest = page?.changes[0]?.revision ?? 0;
  const isNewer = page !== undefined && name === '' && state.rows.some((row) => row.revision > newest);
  const nameFault = faultOf(failure, 'name');
  return (
    <section>
      <h2 class="hidden">{texts.space.history}</h2>
      <form
        class="toolbar"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          replace(here.segments, { name: asked.trim() });
        }}
      >
        <div class="grow">
          <Field label={t.name} fault={nameFault}>
            <input list="history-names" value={asked} spellcheck={false} autocomplete="off" onInput={(event) => setAsked(event.currentTarget.value)} />
          </Field>
        </div>
        <datalist id="history-names">
          {asked.length > 1 &&
            state.rows
              .filter((row) => row.name.startsWith(asked))
              .slice(0, 20)
              .map((row) => <option key={row.name} value={row.name} />)}
        </datalist>
        <button type="submit">{t.show}</button>
        {name !== '' && (
          <button type="button" onClick={() => replace(here.segments)}>
            {t.all}
          </button>
        )}
      </form>
      {failure && !nameFault && <Failure failure={failure} retry={() => setRound(round + 1)} />}
      {isNewer && (
        <p>
          <button type="button" onClick={() => setRound(round + 1)}>
            {t.newer}
          </button>
        </p>
      )}
      {!page ? (
        !failure && <Loading />
      ) : page.changes.length === 0 && page.next === undefined ? (
        <p class="empty">{t.empty}</p>
      ) : (
        <ol class="cards history">
          {grouped(page.changes).map((group) => (
            <Group key={group[0]!.revision} group={group} namespace={namespace} onBack={rights.edits ? () => setBack(group) : undefined} />
          ))}
        </ol>
      )}
      {page?.next !== undefined && (
        <div class="more">
          <button type="button" onClick={more}>
            {common.more}
          </button>
        </div>
      )}
      {page && page.next === undefined && page.oldest && !page.oldest.complete && <p class="faint">{t.older}</p>}
      {back && <Rollback space={space} group={back} onClose={() => setBack(undefined)} onDone={() => setRound(round + 1)} />}
    </section>
  );
}

function grouped(changes: Change[]): Change[][] {
  const groups: Change[][] = [];
  changes.forEach((change) => {
    const last = groups[groups.length - 1];
    if (last && last[0]!.revision === change.revision) {
      last.push(change);
    } else {
      groups.push([change]);
    }
  });
  // What Sluice notes for itself beside a definition says nothing to anybody.
  return groups.map((group) => {
    const told = group.filter(({ name }) => name !== '$definitions' && !name.startsWith('$secret/'));
    return told.length > 0 ? told : group;
  });
}

const SHOWN = 20;

function Group({ group, namespace, onBack }: { group: Change[]; namespace: string; onBack: (() => void) | undefined }) {
  const [all, setAll] = useState(false);
  const first = group[0]!;
  return (
    <li class="card">
      <div class="heading">
        <p>
          <strong>{first.author}</strong> <Ago at={first.changedAt} />
          {first.reason && ` – ${first.reason}`} <span class="faint">· {texts.setting.revision} {first.revision}</span>
        </p>
        {onBack && (
          <button type="button" class="small" onClick={onBack} aria-label={t.backNamed(first.revision)}>
            {t.back}
          </button>
        )}
      </div>
      <ul class="plain-list">
        {(all ? group : group.slice(0, SHOWN)).map((change) => (
          <li key={change.name}>
            <h3>
              <a href={link(['namespaces', namespace, 'history'], { name: change.name })}>
                <code>{change.name}</code>
              </a>{' '}
              {change.removed && <span class="badge badge-bad">{texts.changes.removed}</span>}
            </h3>
            {change.secret ? (
              <span class="badge badge-warn">{texts.value.secret}</span>
            ) : (
              <Difference before={'old' in change ? pretty(change.old) : undefined} after={'value' in change ? pretty(change.value) : undefined} />
            )}
          </li>
        ))}
      </ul>
      {!all && group.length > SHOWN && (
        <button type="button" class="small" onClick={() => setAll(true)}>
          {texts.items.more(group.length - SHOWN)}
        </button>
      )}
    </li>
  );
}

function Rollback({ space, group, onClose, onDone }: { space: Space; group: Change[]; onClose: () => void; onDone: () => void }) {
  const revision = group[0]!.revision;
  const [when, setWhen] = useState<'before' | 'after'>('before');
  const [scope, setScope] = useState<'these' | 'all'>('these');
  const [reason, setReason] = useKept(`${space.namespace} rollback.reason`);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Error>();
  const what = {
    to: when === 'before' ? revision - 1 : revision,
    ...(scope === 'these' ? { names: group.map((change) => change.name) } : {}),
  };
  const write = (more: object): Write => ({ where: 'rollback', body: JSON.stringify({ ...what, ...more }) });
  const check = useCheck(space, write({}));
  const changes = check.result?.changes.filter((item) => !item.unchanged).length ?? 0;
  async function carry(): Promise<void> {
    setBusy(true);
    setFailure(undefined);
    try {
      await carryOut(space, write({ reason: reason.trim() || null }), '');
      forget(`${space.namespace} rollback.reason`);
      onClose();
      onDone();
    } catch (caught) {
      setBusy(false);
      setFailure(caught as Error);
    }
  }
  const reasonFault = faultOf(failure, 'reason');
  return (
    <Dialog title={t.backTitle} wide onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void carry();
        }}
      >
        <div class="choices">
          <fieldset>
            <legend>{t.when}</legend>
            {(['before', 'after'] as const).map((each) => (
              <label key={each}>
                <input type="radio" name="when" checked={when === each} onChange={() => setWhen(each)} /> {t.whens[each]}
              </label>
            ))}
          </fieldset>
          <fieldset>
            <legend>{t.scope}</legend>
            {(['these', 'all'] as const).map((each) => (
              <label key={each}>
                <input type="radio" name="scope" checked={scope === each} onChange={() => setScope(each)} /> {each === 'these' ? t.these(group.length) : t.whole}
              </label>
            ))}
          </fieldset>
        </div>
        <Outcome check={check} space={space} />
        <Field label={texts.changes.reason} hint={texts.changes.reasonHint} fault={reasonFault}>
          <input value={reason} autocomplete="off" onInput={(event) => setReason(event.currentTarget.value)} />
        </Field>
        {failure && !reasonFault && <Refusal failure={failure} />}
        {isUnknown(failure) && <p class="hint">{texts.changes.unknown}</p>}
        <div class="actions">
          <button type="button" onClick={onClose}>
            {common.cancel}
          </button>
          <button type="submit" class="primary" disabled={busy || changes === 0}>
            {t.carry(changes)}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
