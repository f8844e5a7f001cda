import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { useCaller } from '@console/caller';
import { texts } from './texts';

/**
 * Why the token does not allow what an operator does there; undefined if it does.
 *
 * @param namespace the only one that it is about; null if it is about all, undefined if the operator chooses it later
 */
export function useHindrance(namespace?: string | null): string | undefined {
  const { role = 'reader', namespaces: confined } = useCaller();
  if (role !== 'operator') {
    return texts.rights.role(role);
  }
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
  const { role, namespaces } = useCaller();
  if (!role || (role === 'operator' && !namespaces)) {
    return null;
  }
  return <p class="rights">{role === 'operator' ? texts.rights.confined(namespaces ?? []) : texts.rights.reads(role)}</p>;
}
