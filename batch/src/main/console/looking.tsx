import { useEffect, useState } from 'preact/hooks';
import { Field } from '@console/field';
import { farewell, session } from '@console/session';
import { useSignal } from '@console/signal';
import { live } from './live';
import { texts } from './texts';

/** What was typed into a form and not asked for yet: it outlives the view, and a session that ended by itself. */
const drafts = new Map<string, Record<string, string>>();

session.follow((now) => {
  if (!now && !farewell.get()) {
    drafts.clear();
  }
});

/** The fields of a form, which begin as the address says, and follow it. */
export function useTyped<T extends Record<string, string>>(form: string, given: T): { typed: T; type: (change: Partial<Record<keyof T, string>>) => void } {
  const address = JSON.stringify(given);
  const key = `${form} ${address}`;
  const [typed, setTyped] = useState<T>((drafts.get(key) as T | undefined) ?? given);
  const [followed, setFollowed] = useState(address);
  useEffect(() => {
    if (address !== followed) {
      setFollowed(address);
      setTyped(given);
    }
  }, [address]);
  return {
    typed,
    type: (change) => {
      const next = { ...typed, ...change };
      drafts.set(key, next);
      setTyped(next);
    },
  };
}

/** The name of a namespace; those that are in Redis are offered, the archive may know others. */
export function NamespaceInput({ value, fault, onChange }: { value: string; fault: string | undefined; onChange: (value: string) => void }) {
  const names = (useSignal(live).namespaces ?? []).map((each) => each.namespace);
  return (
    <>
      <Field label={texts.looking.namespace} fault={fault}>
        <input list="namespaces" value={value} autocomplete="off" spellcheck={false} onInput={(event) => onChange(event.currentTarget.value)} />
      </Field>
      <datalist id="namespaces">
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}
