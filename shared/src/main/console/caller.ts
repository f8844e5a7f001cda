import { call } from './client';
import { session } from './session';
import { signal, useSignal } from './signal';

export type Role = 'reader' | 'editor' | 'operator';

/** Who the token belongs to, and what it allows, as the server says. */
export interface Caller {
  owner: string;
  role: Role;
  /** The only ones that it is good for; null for all. */
  namespaces: string[] | null;
  expiresAt: string | null;
}

const ROLES: Role[] = ['reader', 'editor', 'operator'];

/** Undefined while nobody is signed in, or it is not known yet who. */
export const caller = signal<Caller | undefined>(undefined);

session.follow((now) => {
  if (now === undefined) {
    caller.set(undefined);
  }
});

/** Asks the server. */
export async function loadCaller(signal?: AbortSignal): Promise<Caller> {
  const { body } = await call<Caller>('v1/caller', { signal });
  caller.set(body);
  return body;
}

/**
 * Who is signed in, and whether a role is theirs: anywhere, or in a namespace. Views are drawn only once that is known; what it does
 * not allow is best not offered, and refused by the server in any case.
 */
export function useCaller(): Partial<Caller> & { may: (role: Role, namespace?: string) => boolean } {
  const known = useSignal(caller);
  return {
    ...known,
    may: (role, namespace) =>
      known !== undefined &&
      ROLES.indexOf(known.role) >= ROLES.indexOf(role) &&
      (namespace === undefined || known.namespaces === null || known.namespaces.includes(namespace)),
  };
}
