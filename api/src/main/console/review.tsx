import { useEffect, useRef, useState } from 'preact/hooks';
import { Confirm } from '@console/dialog';
import { Field, faultOf } from '@console/field';
import { Failure, Notice } from '@console/notice';
import { link } from '@console/router';
import { Problem } from '@console/client';
import { Conflict } from './conflict';
import { changeText, dropDrafts, draftsOf, isConflict, setReason, useDrafts, type Draft } from './drafts';
import { faultIn, pretty } from './exact';
import { carryOut, faultsOf, isUnknown, useCheck, type Item } from './publish';
import { Faults, SettingDialog } from './setting';
import type { PartProps } from './settings-table';
import { texts } from './texts';
import { Difference } from './value';

const t = texts.changes;
const LEVELS = ['', 'fsync', 'replicated', 'archived'] as const;

/** The drafts as one change set: what differs, what is in the way, and the button that publishes them all or none. */
export function Review({ namespace, space, state, rights }: PartProps) {
  const { drafts, reason, stored } = useDrafts(namespace);
  const all = [...drafts.values()];
  const conflicts = all.filter((draft) => isConflict(draft, space.find(draft.name)));
  const broken = all.filter((draft) => draft.kind === 'put' && faultIn(draft.text) !== undefined);
  const changes = `{"changes":[${all.map(changeText).join(',')}]`;
  const isReady = all.length > 0 && conflicts.length === 0 && broken.length === 0 && state.loaded;
  const check = useCheck(space, isReady ? { where: 'changes', body: `${changes}}` } : undefined);
  const [durability, setDurability] = useState('');
  const [failure, setFailure] = useState<Error>();
  const [busy, setBusy] = useState(false);
  const [discarding, setDiscarding] = useState(false);
  const [editing, setEditing] = useState<string>();
  const told = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (failure) {
      told.current?.focus();
    }
  }, [failure]);

  async function publish(): Promise<void> {
    setBusy(true);
    setFailure(undefined);
    try {
      const why = reason.trim();
      await carryOut(space, { where: 'changes', body: `${changes},"reason":${why === '' ? 'null' : JSON.stringify(why)}}` }, durability);
      // What was typed on meanwhile stays.
      const now = draftsOf(namespace).get().drafts;
      dropDrafts(namespace, all.filter((draft) => now.get(draft.name) === draft).map((draft) => draft.name));
      setReason(namespace, '');
    } catch (caught) {
      setFailure(caught as Error);
    } finally {
      setBusy(false);
    }
  }

  const reasonFault = faultOf(failure, 'reason');
  const durabilityFault = faultOf(failure, 'durability');
  const seen = failure ?? check.failure;
  const isAtADraft = seen !== undefined && all.some((draft) => faultsOf(seen, all, draft.name).length > 0);
  const isConflicting = failure instanceof Problem && failure.status === 412;
  const items = new Map((check.result?.changes ?? []).map((item) => [item.name, item]));
  const warned = new Map((check.result?.warnings ?? []).map((warning) => [warning.name, warning]));
  return (
    <section>
      <h2 class="hidden">{texts.space.changes}</h2>
      {all.length === 0 ? (
        <p class="empty">
          {t.empty} <a href={link(['namespaces', namespace])}>{texts.space.settings}</a>
        </p>
      ) : (
        <>
          {!stored && <Notice kind="warn">{t.notStored}</Notice>}
          {all.some((draft) => draft.secret) && <Notice>{t.secretDrafts}</Notice>}
          <ul class="cards">
            {all.map((draft) => (
              <DraftCard
                key={draft.name}
                namespace={namespace}
                draft={draft}
                entry={space.find(draft.name)}
                item={items.get(draft.name)}
                faults={faultsOf(seen, all, draft.name)}
                warning={warned.has(draft.name) ? t.deprecated(warned.get(draft.name)?.owner) : undefined}
                onEdit={() => setEditing(draft.name)}
              />
            ))}
          </ul>
          <form
            noValidate
            class="publish"
            onSubmit={(event) => {
              event.preventDefault();
              void publish();
            }}
          >
            <Field label={t.reason} hint={t.reasonHint} fault={reasonFault}>
              <input value={reason} autocomplete="off" onInput={(event) => setReason(namespace, event.currentTarget.value)} />
            </Field>
            <Field label={t.durability} hint={t.durabilityHint} fault={durabilityFault}>
              <select value={durability} onChange={(event) => setDurability(event.currentTarget.value)}>
                {LEVELS.map((level) => (
                  <option key={level} value={level}>
                    {t.levels[level || 'none']}
                  </option>
                ))}
              </select>
            </Field>
            <div ref={told} tabIndex={-1}>
              {seen && !reasonFault && !durabilityFault && (isAtADraft ? <Notice kind="bad">{t.refused}</Notice> : isConflicting ? <Notice kind="bad">{t.conflicted}</Notice> : <Failure failure={seen} {...(failure ? {} : { retry: check.again })} />)}
              {isUnknown(failure) && <p class="hint">{t.unknown}</p>}
            </div>
            <p class="faint" role="status">
              {conflicts.length > 0
                ? t.resolve(conflicts.length)
                : broken.length > 0
                  ? t.repair(broken.length)
                  : check.busy
                    ? t.checking
                    : check.result
                      ? t.checked
                      : ''}
            </p>
            <div class="actions">
              <button type="button" class="left" onClick={() => setDiscarding(true)}>
                {t.discardAll}
              </button>
              <button type="submit" class="primary" disabled={busy || !isReady || (!check.result && !failure)}>
                {busy ? t.publishing : t.publish(all.length)}
              </button>
            </div>
          </form>
        </>
      )}
      {discarding && (
        <Confirm
          title={t.discardAll}
          action={t.discard(all.length)}
          danger
          onConfirm={() => {
            dropDrafts(namespace, drafts.keys());
            setDiscarding(false);
          }}
          onClose={() => setDiscarding(false)}
        >
          <p>{t.discardAsked(all.length)}</p>
        </Confirm>
      )}
      {editing !== undefined && (
        <SettingDialog name={editing} namespace={namespace} space={space} state={state} edits={rights.edits} onClose={() => setEditing(undefined)} />
      )}
    </section>
  );
}

function DraftCard({ namespace, draft, entry, item, faults, warning, onEdit }: {
  namespace: string;
  draft: Draft;
  entry: Parameters<typeof isConflict>[1];
  item: Item | undefined;
  faults: { place: string; detail: string }[];
  warning: string | undefined;
  onEdit: () => void;
}) {
  const conflict = isConflict(draft, entry);
  const wrong = draft.kind === 'put' ? faultIn(draft.text) : undefined;
  // What the server says is there, once it has said so.
  const before = item ? ('old' in item ? pretty(item.old) : undefined) : draft.base.text;
  const after = draft.kind === 'remove' ? undefined : item && 'new' in item ? pretty(item.new) : draft.text;
  return (
    <li class="card">
      <div class="heading">
        <h3>
          <code>{draft.name}</code>{' '}
          <span class={`badge ${draft.kind === 'remove' ? 'badge-bad' : draft.base.revision === 0 ? 'badge-good' : ''}`}>
            {draft.kind === 'remove' ? t.removed : draft.base.revision === 0 ? t.created : t.changed}
          </span>{' '}
          {conflict && <span class="badge badge-bad">{texts.settings.conflict}</span>}
          {item?.unchanged && <span class="badge">{t.unchanged}</span>}
        </h3>
        <div class="tools">
          <button type="button" class="small" onClick={onEdit} aria-label={t.editNamed(draft.name)}>
            {t.edit}
          </button>
          <button type="button" class="small" onClick={() => dropDrafts(namespace, [draft.name])} aria-label={t.discardNamed(draft.name)}>
            {t.discardOne}
          </button>
        </div>
      </div>
      {conflict ? <Conflict namespace={namespace} draft={draft} entry={entry} onEdit={onEdit} /> : <Difference before={before} after={after} secret={draft.secret} />}
      {wrong !== undefined && <p class="fault">{draft.text.trim() === '' ? texts.setting.missing : texts.setting.notJson(wrong)}</p>}
      {faults.length > 0 && <Faults faults={faults} />}
      {warning && <p class="warned">{warning}</p>}
    </li>
  );
}
