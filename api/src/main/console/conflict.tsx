import { Ago } from '@console/time';
import { baseOf, dropDrafts, putDraft, type Draft } from './drafts';
import type { Entry } from './space';
import { texts } from './texts';
import { Secret, Value } from './value';

const t = texts.conflict;

/** What one started from, what somebody has made of it, and what one typed; and which is to count. */
export function Conflict({ namespace, draft, entry, onEdit }: { namespace: string; draft: Draft; entry: Entry | undefined; onEdit?: () => void }) {
  const theirs = baseOf(entry);
  const mine = () =>
    draft.kind === 'remove' && theirs.revision === 0
      ? dropDrafts(namespace, [draft.name])
      : putDraft(namespace, { ...draft, base: theirs });
  return (
    <section class="conflict" role="group" aria-label={t.title(draft.name)}>
      <p>
        <strong>{t.what}</strong> {entry ? <>{t.by(entry.author)} <Ago at={entry.changedAt} />{entry.reason ? ` – ${entry.reason}` : ''}</> : t.byNobody}
      </p>
      <div class="three">
        <Side title={t.base} text={draft.base.text} secret={draft.secret} />
        <Side title={t.theirs} text={theirs.text} secret={draft.secret} />
        <Side title={t.mine} text={draft.kind === 'remove' ? undefined : draft.text} secret={draft.secret} />
      </div>
      <div class="actions">
        <button type="button" onClick={() => dropDrafts(namespace, [draft.name])}>
          {t.take}
        </button>
        {onEdit && draft.kind === 'put' && (
          <button
            type="button"
            onClick={() => {
              mine();
              onEdit();
            }}
          >
            {t.edit}
          </button>
        )}
        <button type="button" class="primary" onClick={mine}>
          {t.keep}
        </button>
      </div>
    </section>
  );
}

function Side({ title, text, secret }: { title: string; text: string | undefined; secret: boolean }) {
  return (
    <div>
      <h4>{title}</h4>
      {secret && text !== undefined ? <Secret>{() => <Value text={text} />}</Secret> : <Value text={text} />}
    </div>
  );
}
