import { useCaller } from '@console/caller';

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
