import { call } from '@console/client';
import { session } from '@console/session';
import { signal, useSignal } from '@console/signal';

export interface Caller {
  owner: string;
  role: 'reader' | 'editor' | 'operator';
}

/** Undefined until it is known. */
const caller = signal<Caller | undefined>(undefined);
let asked: string | undefined;

/** Who is signed in, and what they may do. Where that cannot be told all is offered, and the server refuses what it must. */
export function useCaller(): Caller | undefined {
  const token = session.get()?.token;
  if (token !== asked) {
    asked = token;
    caller.set(undefined);
    if (token !== undefined) {
      call<Caller>('v1/caller').then(
        ({ body }) => token === asked && caller.set(body),
        () => token === asked && caller.set({ owner: '', role: 'operator' }),
      );
    }
  }
  return useSignal(caller);
}

export function mayEdit(who: Caller | undefined): boolean {
  return who?.role === 'editor' || who?.role === 'operator';
}

export function mayDefine(who: Caller | undefined): boolean {
  return who?.role === 'operator';
}
