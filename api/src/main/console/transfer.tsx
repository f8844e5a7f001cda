import { useState } from 'preact/hooks';
import { call, path } from '@console/client';
import { Field, faultOf } from '@console/field';
import { Failure, Notice } from '@console/notice';
import { Outcome, Refusal } from './items';
import { forget, useKept } from './kept';
import { carryOut, isUnknown, useCheck, type Write } from './publish';
import type { PartProps } from './settings-table';
import type { Space } from './space';
import { texts } from './texts';

const t = texts.transfer;
const FORMATS = {
  json: 'application/json',
  yaml: 'application/yaml',
  properties: 'text/x-java-properties',
} as const;
type Format = keyof typeof FORMATS;
const ORDER: Format[] = ['json', 'yaml', 'properties'];

/** The namespace as one document: out, and in again. */
export function Transfer({ namespace, space, state, rights }: PartProps) {
  const [failure, setFailure] = useState<Error>();
  const { edits } = rights;
  async function save(format: Format): Promise<void> {
    setFailure(undefined);
    try {
      const { body } = await call<string>(path('v1', 'namespaces', namespace, 'export'), {
        headers: { Accept: `${FORMATS[format]}, application/problem+json;q=0.1` },
        parse: (text) => text,
      });
      download(`${namespace}.${format}`, body, FORMATS[format]);
    } catch (caught) {
      setFailure(caught as Error);
    }
  }
  return (
    <>
      <section>
        <h2>{t.export}</h2>
        <p class="faint">{t.exportHint}</p>
        {edits && state.rows.some((row) => row.secret) && <Notice kind="warn">{t.secrets}</Notice>}
        {failure && <Failure failure={failure} />}
        <div class="toolbar">
          {ORDER.map((format) => (
            <button key={format} type="button" onClick={() => void save(format)}>
              {t.formats[format]}
            </button>
          ))}
        </div>
      </section>
      {edits && <Import space={space} />}
    </>
  );
}

function download(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function Import({ space }: { space: Space }) {
  const { namespace } = space;
  const keys = ['text', 'format', 'mode', 'reason'].map((each) => `${namespace} import.${each}`) as [string, string, string, string];
  // A document may hold secrets, so it stands in no storage.
  const [text, setText] = useKept(keys[0]);
  const [format, setFormat] = useKept(keys[1]);
  const [mode, setMode] = useKept(keys[2]);
  const [reason, setReason] = useKept(keys[3]);
  const [failure, setFailure] = useState<Error>();
  const [busy, setBusy] = useState(false);
  const write = (query: Record<string, string | undefined>): Write => ({
    where: 'import',
    body: text,
    type: FORMATS[(format || 'json') as Format],
    query: { mode: mode || 'merge', ...query },
  });
  const check = useCheck(space, text.trim() === '' ? undefined : write({}));
  const changes = check.result?.changes.filter((item) => !item.unchanged).length ?? 0;
  async function carry(): Promise<void> {
    setBusy(true);
    setFailure(undefined);
    try {
      await carryOut(space, write({ reason: reason.trim() || undefined }), '');
      forget(...keys);
    } catch (caught) {
      setFailure(caught as Error);
    } finally {
      setBusy(false);
    }
  }
  async function take(file: File | undefined): Promise<void> {
    if (file) {
      setText(await file.text());
      const end = file.name.split('.').pop()?.toLowerCase();
      setFormat(end === 'yaml' || end === 'yml' ? 'yaml' : end === 'properties' ? 'properties' : 'json');
    }
  }
  const reasonFault = faultOf(failure, 'reason');
  const bodyFault = faultOf(check.failure, 'body');
  return (
    <section>
      <h2>{t.import}</h2>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void carry();
        }}
      >
        <div class="toolbar">
          <Field label={t.file}>
            <input type="file" accept=".json,.yaml,.yml,.properties" onChange={(event) => void take(event.currentTarget.files?.[0])} />
          </Field>
          <Field label={t.format}>
            <select value={format || 'json'} onChange={(event) => setFormat(event.currentTarget.value)}>
              {ORDER.map((each) => (
                <option key={each} value={each}>
                  {t.formats[each]}
                </option>
              ))}
            </select>
          </Field>
          <Field label={t.mode}>
            <select value={mode || 'merge'} onChange={(event) => setMode(event.currentTarget.value)}>
              <option value="merge">{t.merge}</option>
              <option value="replace">{t.replace}</option>
            </select>
          </Field>
        </div>
        <Field label={t.document} hint={t.documentHint} fault={bodyFault}>
          <textarea class="code" rows={8} spellcheck={false} value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </Field>
        {text.trim() !== '' && (
          <>
            {!bodyFault && <Outcome check={check} space={space} />}
            <Field label={texts.changes.reason} hint={texts.changes.reasonHint} fault={reasonFault}>
              <input value={reason} autocomplete="off" onInput={(event) => setReason(event.currentTarget.value)} />
            </Field>
            {failure && !reasonFault && <Refusal failure={failure} />}
            {isUnknown(failure) && <p class="hint">{texts.changes.unknown}</p>}
            <div class="actions">
              <button type="button" class="left" onClick={() => forget(...keys)}>
                {t.clear}
              </button>
              <button type="submit" class={mode === 'replace' ? 'danger' : 'primary'} disabled={busy || changes === 0}>
                {t.carry(changes)}
              </button>
            </div>
          </>
        )}
      </form>
    </section>
  );
}
