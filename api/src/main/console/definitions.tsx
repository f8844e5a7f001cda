import { useEffect, useState } from 'preact/hooks';
import { call, path, Problem } from '@console/client';
import { Confirm, Dialog } from '@console/dialog';
import { Editor } from '@console/editor';
import { Field, faultOf } from '@console/field';
import { Failure, Loading, Notice } from '@console/notice';
import { Table, type Column } from '@console/table';
import { common } from '@console/texts';
import { Ago } from '@console/time';
import { toast } from '@console/toast';
import { faultIn, parse, pretty } from './exact';
import { forget, useKept } from './kept';
import type { PartProps } from './settings-table';
import type { Definition, Space } from './space';
import { texts } from './texts';
import { Value } from './value';

const t = texts.definitions;

/** What a definition says; the schema as it is typed. */
interface Form {
  target: string;
  schema: string;
  description: string;
  owner: string;
  secret: boolean;
  deprecated: boolean;
  reason: string;
  /** What it is based on; 0 if there was none. */
  revision: number;
  base: string | undefined;
}

interface Breaking {
  violations?: { name: string; pointer: string; keyword: string; expected: string }[];
  moreViolations?: true;
}

const NEW = '';

/** Which values settings may have, and what there is to know of them. */
export function Definitions({ namespace, space, state, rights }: PartProps) {
  const [open, setOpen] = useState<string>();
  const [removing, setRemoving] = useState<Definition>();
  const { defines } = rights;
  const columns: Column<Definition>[] = [
    {
      key: 'name',
      title: t.target,
      cell: (row) => (
        <button type="button" class="link" onClick={() => setOpen(row.name)}>
          <code>{row.name}</code>
        </button>
      ),
      order: (row) => row.name,
    },
    { key: 'description', title: t.description, cell: (row) => row.description ?? <span class="faint">{texts.namespaces.undescribed}</span> },
    { key: 'schema', title: t.type, cell: (row) => <code>{kind(row.schema)}</code> },
    {
      key: 'marks',
      title: t.marks,
      cell: (row) => (
        <>
          {row.secret && <span class="badge badge-warn">{t.secret}</span>} {row.deprecated && <span class="badge badge-warn">{t.deprecated}</span>}{' '}
          {row.fault && <span class="badge badge-bad" title={row.fault}>{t.faulty}</span>}
        </>
      ),
    },
    { key: 'owner', title: t.owner, cell: (row) => row.owner ?? common.none, order: (row) => row.owner ?? '' },
    { key: 'changed', title: texts.settings.changed, number: true, cell: (row) => <Ago at={row.changedAt} />, order: (row) => row.revision },
    ...(defines
      ? [
          {
            key: 'remove',
            title: t.actions,
            cell: (row: Definition) => (
              <button type="button" class="small" aria-label={t.removeNamed(row.name)} onClick={() => setRemoving(row)}>
                {t.remove}
              </button>
            ),
          },
        ]
      : []),
  ];
  const shown = open === undefined ? undefined : state.definitions?.find((each) => each.name === open);
  return (
    <section>
      <div class="heading">
        <h2 class="hidden">{texts.space.definitions}</h2>
        <p class="faint">{t.what}</p>
        {defines && (
          <button type="button" class="primary" onClick={() => setOpen(NEW)}>
            {t.create}
          </button>
        )}
      </div>
      {state.definitions ? (
        <Table caption={t.title} columns={columns} rows={state.definitions} rowKey={(row) => row.name} empty={defines ? t.emptyOperator : t.empty} />
      ) : (
        !state.failure && <Loading />
      )}
      {open !== undefined &&
        (defines ? (
          <Edit key={open} namespace={namespace} space={space} definition={shown} onClose={() => setOpen(undefined)} />
        ) : (
          shown && (
            <Dialog title={shown.name} wide onClose={() => setOpen(undefined)}>
              {shown.description && <p>{shown.description}</p>}
              <Value text={pretty(shown.schema)} />
            </Dialog>
          )
        ))}
      {removing && <Remove namespace={namespace} space={space} definition={removing} onClose={() => setRemoving(undefined)} />}
    </section>
  );
}

/** The type that a schema demands, if it does. */
function kind(schema: unknown): string {
  const type = typeof schema === 'object' && schema !== null ? (schema as { type?: unknown }).type : undefined;
  return type === undefined ? (typeof schema === 'boolean' ? String(schema) : t.anyType) : Array.isArray(type) ? type.join(' | ') : String(type);
}

function formOf(definition: Definition | undefined): Form {
  return {
    target: definition?.name ?? '',
    schema: definition ? pretty(definition.schema) : '{\n  "type": "string"\n}',
    description: definition?.description ?? '',
    owner: definition?.owner ?? '',
    secret: definition?.secret ?? false,
    deprecated: definition?.deprecated ?? false,
    reason: '',
    revision: definition?.revision ?? 0,
    base: definition && textOf(definition),
  };
}

function textOf(value: Partial<Definition>): string {
  const { schema, description, owner, secret = false, deprecated = false } = value;
  return pretty({ schema, ...(description ? { description } : {}), ...(owner ? { owner } : {}), secret, deprecated });
}

function Edit({ namespace, space, definition, onClose }: { namespace: string; space: Space; definition: Definition | undefined; onClose: () => void }) {
  const key = `${namespace} definition ${definition?.name ?? NEW}`;
  const [kept, setKept] = useKept(key);
  const form = kept === '' ? formOf(definition) : (JSON.parse(kept) as Form);
  const set = (part: Partial<Form>) => setKept(JSON.stringify({ ...form, ...part }));
  const [failure, setFailure] = useState<Error>();
  const [breaking, setBreaking] = useState<{ of: string; found: Breaking }>();
  const [busy, setBusy] = useState(false);
  const wrong = faultIn(form.schema);
  const body = `{"schema":${form.schema},${JSON.stringify({
    description: form.description.trim() || null,
    owner: form.owner.trim() || null,
    secret: form.secret,
    deprecated: form.deprecated,
    reason: form.reason.trim() || null,
  }).slice(1)}`;
  const target = form.target.trim();
  const id = `${target} ${form.schema} ${form.secret}`;
  const send = (dryRun: boolean, signal?: AbortSignal) =>
    call<Breaking>(path('v1', 'namespaces', namespace, 'definitions', target), {
      method: 'PUT',
      query: { dryRun: dryRun ? true : undefined },
      headers: { 'Content-Type': 'application/json', ...(form.revision === 0 ? { 'If-None-Match': '*' } : { 'If-Match': `"${form.revision}"` }) },
      body,
      signal,
      parse,
    });
  useEffect(() => {
    const stop = new AbortController();
    if (target === '' || wrong !== undefined) {
      return undefined;
    }
    const timer = setTimeout(() => {
      send(true, stop.signal).then(
        ({ body: found }) => {
          setFailure(undefined);
          setBreaking({ of: id, found });
        },
        (caught: Error) => !stop.signal.aborted && setFailure(caught),
      );
    }, 350);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [id, form.revision]);
  async function save(): Promise<void> {
    if (target === '') {
      setFailure(new Error(t.nameless));
      return;
    }
    if (wrong !== undefined) {
      return;
    }
    setBusy(true);
    try {
      const { body: found } = await send(false);
      forget(key);
      void space.readDefinitions();
      const count = found.violations?.length ?? 0;
      toast(count === 0 ? t.saved(target) : t.savedBreaking(target, count), count === 0 ? 'good' : 'bad');
      onClose();
    } catch (caught) {
      setBusy(false);
      setFailure(caught as Error);
    }
  }
  const current = failure instanceof Problem && failure.status === 412 ? (failure.members['current'] as { value?: Definition; revision: number; author: string } | undefined) : undefined;
  const nameFault = failure?.message === t.nameless ? t.nameless : (faultOf(failure, 'name') ?? faultOf(failure, 'definition'));
  const field = failure instanceof Problem ? String(failure.members['field'] ?? '') : '';
  const schemaFault = wrong !== undefined ? texts.setting.notJson(wrong) : field.startsWith('schema') ? failure?.message : undefined;
  const others = ['description', 'owner', 'reason'].some((each) => faultOf(failure, each));
  const found = breaking?.of === id ? breaking.found : undefined;
  return (
    <Dialog title={definition ? definition.name : t.create} wide onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {current !== undefined && (
          <section class="conflict" role="group" aria-label={texts.conflict.title(target)}>
            <p>
              <strong>{texts.conflict.what}</strong> {texts.conflict.by(current.author)}
            </p>
            <div class="three">
              {[
                [texts.conflict.base, form.base],
                [texts.conflict.theirs, current.value && textOf(current.value)],
                [texts.conflict.mine, wrong === undefined ? textOf({ ...form, schema: parse(form.schema) }) : form.schema],
              ].map(([title, text]) => (
                <div key={title}>
                  <h4>{title}</h4>
                  <Value text={text} />
                </div>
              ))}
            </div>
            <div class="actions">
              <button
                type="button"
                onClick={() => {
                  setFailure(undefined);
                  const theirs = current.value && formOf({ ...current.value, name: target, revision: current.revision });
                  setKept(theirs ? JSON.stringify({ ...theirs, secret: theirs.secret, deprecated: theirs.deprecated }) : '');
                }}
              >
                {texts.conflict.take}
              </button>
              <button
                type="button"
                class="primary"
                onClick={() => {
                  setFailure(undefined);
                  set({ revision: current.value ? current.revision : 0, base: current.value && textOf(current.value) });
                }}
              >
                {texts.conflict.keep}
              </button>
            </div>
          </section>
        )}
        {failure && !current && !nameFault && !schemaFault && !others && <Failure failure={failure} />}
        {!definition && (
          <Field label={t.target} hint={t.targetHint} fault={nameFault}>
            <input autocomplete="off" spellcheck={false} value={form.target} onInput={(event) => set({ target: event.currentTarget.value })} />
          </Field>
        )}
        <div class="field">
          <span class="label" aria-hidden="true">
            {t.schema}
          </span>
          <Editor label={t.schema} value={form.schema} onChange={(schema) => schema !== form.schema && set({ schema })} />
          {schemaFault && (
            <p class="fault" role="alert">
              {schemaFault}
            </p>
          )}
          <p class="hint">{t.schemaHint}</p>
        </div>
        <div class="judgement" aria-live="polite">
          {found &&
            (found.violations && found.violations.length > 0 ? (
              <Notice kind="warn">
                <p>{t.breaking(found.violations.length, found.moreViolations === true)}</p>
                <ul class="faults">
                  {found.violations.slice(0, 50).map((each) => (
                    <li key={each.name + each.pointer + each.keyword}>
                      <code>{each.name}</code> {each.pointer && <code>{each.pointer}</code>}: {each.keyword} {each.expected}
                    </li>
                  ))}
                </ul>
              </Notice>
            ) : (
              <p class="fine">{t.fits}</p>
            ))}
        </div>
        <Field label={t.description} fault={faultOf(failure, 'description')}>
          <input value={form.description} onInput={(event) => set({ description: event.currentTarget.value })} />
        </Field>
        <Field label={t.owner} hint={t.ownerHint} fault={faultOf(failure, 'owner')}>
          <input value={form.owner} onInput={(event) => set({ owner: event.currentTarget.value })} />
        </Field>
        <fieldset>
          <legend>{t.marks}</legend>
          <label>
            <input type="checkbox" checked={form.secret} onChange={(event) => set({ secret: event.currentTarget.checked })} /> {t.secretHint}
          </label>
          <label>
            <input type="checkbox" checked={form.deprecated} onChange={(event) => set({ deprecated: event.currentTarget.checked })} /> {t.deprecatedHint}
          </label>
        </fieldset>
        {definition?.secret && !form.secret && <Notice kind="warn">{t.becomesPublic}</Notice>}
        <Field label={texts.changes.reason} hint={texts.changes.reasonHint} fault={faultOf(failure, 'reason')}>
          <input value={form.reason} onInput={(event) => set({ reason: event.currentTarget.value })} />
        </Field>
        <div class="actions">
          {kept !== '' && (
            <button type="button" class="left" onClick={() => forget(key)}>
              {t.reset}
            </button>
          )}
          <button type="button" onClick={onClose}>
            {texts.setting.close}
          </button>
          <button type="submit" class="primary" disabled={busy || current !== undefined}>
            {t.save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Remove({ namespace, space, definition, onClose }: { namespace: string; space: Space; definition: Definition; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [failure, setFailure] = useState<Error>();
  const [busy, setBusy] = useState(false);
  async function remove(): Promise<void> {
    setBusy(true);
    setFailure(undefined);
    try {
      await call(path('v1', 'namespaces', namespace, 'definitions', definition.name), {
        method: 'DELETE',
        query: { reason: reason.trim() || undefined },
        headers: { 'If-Match': `"${definition.revision}"` },
      });
      void space.readDefinitions();
      toast(t.removed(definition.name));
      onClose();
    } catch (caught) {
      setBusy(false);
      setFailure(caught as Error);
      void space.readDefinitions();
    }
  }
  return (
    <Confirm title={t.removeTitle(definition.name)} action={t.remove} danger busy={busy} onConfirm={() => void remove()} onClose={onClose}>
      <p>{t.removeAsked}</p>
      {definition.secret && <Notice kind="warn">{t.becomesPublic}</Notice>}
      <Field label={texts.changes.reason} fault={faultOf(failure, 'reason')}>
        <input value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
      </Field>
      {failure && <Failure failure={failure} />}
    </Confirm>
  );
}
