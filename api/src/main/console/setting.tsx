import { useEffect, useRef, useState } from 'preact/hooks';
import { Dialog } from '@console/dialog';
import { Editor } from '@console/editor';
import { Field } from '@console/field';
import { Failure, Loading, Notice } from '@console/notice';
import { link } from '@console/router';
import { Ago } from '@console/time';
import { toast } from '@console/toast';
import { Conflict } from './conflict';
import { baseOf, changeText, dropDrafts, isConflict, putDraft, useDrafts, type Base, type Draft } from './drafts';
import { compact, faultIn, pretty } from './exact';
import { forget, useKept } from './kept';
import { faultsOf, useCheck } from './publish';
import { definitionOf, isSecret, type Definition, type Entry, type Space, type SpaceState } from './space';
import { texts } from './texts';
import { Value } from './value';

const t = texts.setting;

/** Everything of one setting; whoever may edits it. What is typed is a draft at once. */
export function SettingDialog({ name, namespace, space, state, edits, onClose }: {
  name: string;
  namespace: string;
  space: Space;
  state: SpaceState;
  edits: boolean;
  onClose: () => void;
}) {
  const draft = useDrafts(namespace).drafts.get(name);
  const found = space.find(name);
  const entry = found && !found.removed ? found : undefined;
  const definition = definitionOf(state.definitions, name);
  return (
    <Dialog title={name} wide onClose={onClose}>
      {!entry && !draft ? (
        state.loaded ? (
          <p class="empty">{t.gone}</p>
        ) : (
          !state.failure && <Loading />
        )
      ) : (
        <>
          {entry && <Facts entry={entry} namespace={namespace} />}
          {entry?.deprecated && <Notice kind="warn">{t.deprecated(definition?.owner)}</Notice>}
          {definition && <Defined definition={definition} />}
          {!edits ? (
            entry?.secret ? <p class="empty">{t.masked}</p> : <Value text={entry && pretty(entry.value)} />
          ) : state.definitions === undefined ? (
            // Before that nobody knows what is secret.
            <Loading />
          ) : (
            <Edit key={name} namespace={namespace} space={space} name={name} entry={entry} found={found} draft={draft} onClose={onClose} />
          )}
        </>
      )}
    </Dialog>
  );
}

function Facts({ entry, namespace }: { entry: Entry; namespace: string }) {
  return (
    <p class="faint facts">
      {t.changedBy(entry.author)} <Ago at={entry.changedAt} />
      {entry.reason && ` – ${entry.reason}`} · {t.revision} <span class="number">{entry.revision}</span> ·{' '}
      <a href={link(['namespaces', namespace, 'history'], { name: entry.name })}>{texts.space.history}</a>
    </p>
  );
}

export function Defined({ definition }: { definition: Definition }) {
  return (
    <details class="defined">
      <summary>
        {t.defined} <code>{definition.name}</code>
        {definition.description && `: ${definition.description}`}
        {definition.owner && ` (${t.owner(definition.owner)})`}
      </summary>
      {definition.fault && <Notice kind="warn">{definition.fault}</Notice>}
      <pre class="value">{pretty(definition.schema)}</pre>
    </details>
  );
}

function Edit({ namespace, space, name, entry, found, draft, onClose }: {
  namespace: string;
  space: Space;
  name: string;
  entry: Entry | undefined;
  found: Entry | undefined;
  draft: Draft | undefined;
  onClose: () => void;
}) {
  const secret = isSecret(space, name);
  const [shown, setShown] = useState(!secret);
  const now = baseOf(entry);
  const text = draft?.kind === 'put' ? draft.text : (now.text ?? '');
  // What was typed starts from what was shown, not from what has come since.
  const begun = useRef<Base>(now);
  if (!draft) {
    begun.current = now;
  }
  const change = (typed: string) => {
    const base = draft?.base ?? begun.current;
    const isSame = base.text !== undefined && (typed === base.text || compact(typed) === compact(base.text));
    if (isSame && base.revision === now.revision) {
      if (draft) {
        dropDrafts(namespace, [name]);
      }
    } else {
      putDraft(namespace, { name, kind: 'put', text: typed, base, secret });
    }
  };
  const conflict = draft !== undefined && isConflict(draft, found);
  const wrong = draft?.kind === 'put' ? faultIn(draft.text) : undefined;
  const check = useCheck(space, draft && !conflict && wrong === undefined ? { where: 'changes', body: `{"changes":[${changeText(draft)}]}` } : undefined);
  const faults = draft ? faultsOf(check.failure, [draft], name) : [];
  const remove = () => {
    putDraft(namespace, { name, kind: 'remove', text: '', base: now, secret });
    toast(t.removalKept(name));
    onClose();
  };
  return (
    <>
      {conflict && <Conflict namespace={namespace} draft={draft} entry={found} />}
      {draft?.kind === 'remove' ? (
        <Notice kind="warn">{t.removal}</Notice>
      ) : shown ? (
        <div class="field">
          <Editor label={t.value} value={text} onChange={change} />
          <p class="hint">{secret ? t.secretHint : t.hint}</p>
        </div>
      ) : (
        <div class="empty">
          <p>{t.secret}</p>
          <button type="button" onClick={() => setShown(true)}>
            {t.show}
          </button>{' '}
          <button
            type="button"
            onClick={() => {
              setShown(true);
              putDraft(namespace, { name, kind: 'put', text: '', base: draft?.base ?? now, secret });
            }}
          >
            {t.replace}
          </button>
        </div>
      )}
      <div class="judgement" aria-live="polite">
        {wrong !== undefined && <p class="fault">{draft?.text.trim() === '' ? t.missing : t.notJson(wrong)}</p>}
        {faults.length > 0 && <Faults faults={faults} />}
        {check.failure && faults.length === 0 && <Failure failure={check.failure} retry={check.again} />}
        {check.result && <p class="fine">{t.fine}</p>}
        {check.busy && <p class="faint">{t.checking}</p>}
      </div>
      <div class="actions">
        {entry && draft?.kind !== 'remove' && (
          <button type="button" class="left" onClick={remove}>
            {t.remove}
          </button>
        )}
        {draft && (
          <button type="button" onClick={() => dropDrafts(namespace, [name])}>
            {t.discard}
          </button>
        )}
        <button type="button" onClick={onClose}>
          {draft ? t.keep : t.close}
        </button>
        {draft && (
          <a class="button primary" href={link(['namespaces', namespace, 'changes'])}>
            {t.review}
          </a>
        )}
      </div>
    </>
  );
}

export function Faults({ faults }: { faults: { place: string; detail: string }[] }) {
  return (
    <ul class="faults">
      {faults.map(({ place, detail }) => (
        <li key={place + detail} class="fault">
          {place ? <code>{place}</code> : t.whole}: {detail}
        </li>
      ))}
    </ul>
  );
}

/** A name and a value, which become a draft. */
export function CreateSetting({ namespace, space, state, onClose, onOpen }: {
  namespace: string;
  space: Space;
  state: SpaceState;
  onClose: () => void;
  onOpen: (name: string) => void;
}) {
  // Whether it is secret is known from the name only, so what is typed is in no storage before that is said.
  const [name, setName] = useKept(`${namespace} setting.name`);
  const [text, setText] = useKept(`${namespace} setting.text`);
  const [asked, setAsked] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const clean = name.normalize('NFC').trim();
  const { drafts } = useDrafts(namespace);
  const found = space.find(clean);
  const exists = (found !== undefined && !found.removed) || drafts.has(clean);
  const wrong = faultIn(text);
  const definition = definitionOf(state.definitions, clean);
  const draft: Draft = { name: clean, kind: 'put', text, base: { revision: 0, text: undefined }, secret: isSecret(space, clean) };
  const check = useCheck(space, clean !== '' && !exists && wrong === undefined ? { where: 'changes', body: `{"changes":[${changeText(draft)}]}` } : undefined);
  const faults = faultsOf(check.failure, [draft], clean);
  const nameFault = faults.length > 0 && check.failure?.message.startsWith('changes[0].name') ? check.failure.message : undefined;
  const submit = () => {
    setAsked(true);
    if (clean === '' || exists) {
      first.current?.focus();
    } else if (wrong === undefined && nameFault === undefined) {
      putDraft(namespace, draft);
      forget(`${namespace} setting.name`, `${namespace} setting.text`);
      toast(t.createdDraft(clean));
      onClose();
    }
  };
  return (
    <Dialog title={texts.settings.create} wide onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Field label={t.name} hint={t.nameHint} fault={exists ? t.exists : asked && clean === '' ? t.nameless : nameFault?.replace('changes[0].name: ', '')}>
          <input ref={first} autocomplete="off" spellcheck={false} value={name} onInput={(event) => setName(event.currentTarget.value)} />
        </Field>
        {exists && (
          <p>
            <button type="button" onClick={() => onOpen(clean)}>
              {t.open}
            </button>
          </p>
        )}
        {definition && <Defined definition={definition} />}
        <div class="field">
          <span class="label" aria-hidden="true">
            {t.value}
          </span>
          <Editor label={t.value} value={text} onChange={setText} />
          <p class="hint">{t.valueHint}</p>
        </div>
        <div class="judgement" aria-live="polite">
          {(asked || text !== '') && wrong !== undefined && <p class="fault">{text.trim() === '' ? t.missing : t.notJson(wrong)}</p>}
          {faults.length > 0 && nameFault === undefined && <Faults faults={faults} />}
          {check.failure && faults.length === 0 && <Failure failure={check.failure} retry={check.again} />}
          {check.result && <p class="fine">{t.fine}</p>}
        </div>
        <div class="actions">
          <button type="button" onClick={onClose}>
            {t.close}
          </button>
          <button type="submit" class="primary">
            {t.add}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
