import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { call } from '@console/client';
import { session } from '@console/session';
import { signal, useSignal } from '@console/signal';
import type { Caller } from './answers';
import { texts } from './texts';

/** Who is signed in; undefined while that is not known. */
const caller = signal<Caller | undefined>(undefined);

async function ask(): Promise<void> {
  const asked = session.get();
  caller.set(undefined);
  if (asked) {
    try {
      const { body } = await call<Caller>('v1/caller');
      if (session.get() === asked) {
        caller.set(body);
      }
    } catch {
      // The server tells at each call what the token does not allow.
    }
  }
}

session.follow(() => void ask());
void ask();

export function useCaller(): Caller | undefined {
  return useSignal(caller);
}

/**
 * Why the token does not allow what an operator does there; undefined if it does, or that is not known.
 *
 * @param namespace the only one that it is about; null if it is about all, undefined if the operator chooses it later
 */
export function useHindrance(namespace?: string | null): string | undefined {
  const who = useCaller();
  if (!who) {
    return undefined;
  }
  if (who.role !== 'operator') {
    return texts.rights.role(who.role);
  }
  const confined = who.namespaces;
  if (confined && namespace === null) {
    return texts.rights.all(confined);
  }
  return confined && namespace !== undefined && namespace !== null && !confined.includes(namespace) ? texts.rights.elsewhere(confined) : undefined;
}

/** A button that can be reached when it may not be used, and then says why. */
export function Act({ why, kind = '', onClick, children }: {
  /** Why it may not be used. */
  why: string | undefined;
  kind?: '' | 'primary' | 'danger' | 'small';
  onClick: () => void;
  children: ComponentChildren;
}) {
  const id = useId();
  return (
    <>
      <button
        type="button"
        class={kind}
        title={why}
        {...(why ? { 'aria-disabled': 'true' as const, 'aria-describedby': id } : {})}
        onClick={() => why === undefined && onClick()}
      >
        {children}
      </button>
      {why && (
        <span id={id} hidden>
          {why}
        </span>
      )}
    </>
  );
}

/** Says once on a page that somebody sees it and cannot change it. */
export function Rights() {
  const who = useCaller();
  if (!who || (who.role === 'operator' && !who.namespaces)) {
    return null;
  }
  return <p class="rights">{who.role === 'operator' ? texts.rights.confined(who.owner, who.namespaces ?? []) : texts.rights.reads(who.owner, who.role)}</p>;
}
