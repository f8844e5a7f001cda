import { caller, useCaller } from '@console/caller';

/** What whoever is signed in may do in a namespace. */
export interface Rights {
  /** Write settings, and see secret ones. */
  edits: boolean;
  /** Change definitions. */
  defines: boolean;
}

export function useRights(namespace: string): Rights {
  const { may } = useCaller();
  return { edits: may('editor', namespace), defines: may('operator', namespace) };
}

/** Calls the listener when somebody else is signed in, or the same with other rights; with false when nobody is. */
export function followPerson(listener: (now: boolean) => void): void {
  let last = '';
  caller.follow((now) => {
    const next = now ? JSON.stringify([now.owner, now.role, now.namespaces]) : '';
    if (next !== last) {
      const isFirst = last === '';
      last = next;
      if (!isFirst) {
        listener(next !== '');
      }
    }
  });
}
