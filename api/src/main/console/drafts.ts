import { farewell, session } from '@console/session';
import { signal, useSignal, type Signal } from '@console/signal';
import { compact, pretty } from './exact';
import type { Entry } from './space';

/** What a change is based on. */
export interface Base {
  /** 0 if there was no such setting. */
  revision: number;
  /** The value; undefined if there was none. */
  text: string | undefined;
}

/** A change that is not published yet. */
export interface Draft {
  name: string;
  kind: 'put' | 'remove';
  /** As it was typed; it need not be JSON. */
  text: string;
  base: Base;
  /** A secret one is in no storage. */
  secret: boolean;
}

export interface DraftSet {
  drafts: ReadonlyMap<string, Draft>;
  reason: string;
  /** Whether the tab remembers those that are not secret. */
  stored: boolean;
}

const KEY = 'sluice.drafts.';
const sets = new Map<string, Signal<DraftSet>>();

// Who signs out leaves no secret; who is signed out goes on where they were.
session.follow((now) => {
  if (now === undefined && farewell.get() === '') {
    sets.forEach((set, namespace) => {
      const drafts = new Map([...set.get().drafts].filter(([, draft]) => !draft.secret));
      write(namespace, { ...set.get(), drafts });
    });
  }
});

export function draftsOf(namespace: string): Signal<DraftSet> {
  let set = sets.get(namespace);
  if (!set) {
    set = signal(read(namespace));
    sets.set(namespace, set);
  }
  return set;
}

export function useDrafts(namespace: string): DraftSet {
  return useSignal(draftsOf(namespace));
}

export function putDraft(namespace: string, draft: Draft): void {
  const set = draftsOf(namespace).get();
  write(namespace, { ...set, drafts: new Map(set.drafts).set(draft.name, draft) });
}

export function dropDrafts(namespace: string, names: Iterable<string>): void {
  const set = draftsOf(namespace).get();
  const drafts = new Map(set.drafts);
  [...names].forEach((name) => drafts.delete(name));
  write(namespace, { ...set, drafts });
}

export function setReason(namespace: string, reason: string): void {
  write(namespace, { ...draftsOf(namespace).get(), reason });
}

/** What has become secret meanwhile is taken out of the storage; what was only taken for secret is put there. */
export function keepSecrets(namespace: string, isSecret: (name: string) => boolean): void {
  const set = draftsOf(namespace).get();
  const wrong = [...set.drafts.values()].filter((draft) => draft.secret !== isSecret(draft.name));
  if (wrong.length > 0) {
    const drafts = new Map(set.drafts);
    wrong.forEach((draft) => drafts.set(draft.name, { ...draft, secret: !draft.secret }));
    write(namespace, { ...set, drafts });
  }
}

export function baseOf(entry: Entry | undefined): Base {
  return entry && !entry.removed
    ? { revision: entry.revision, text: 'value' in entry ? pretty(entry.value) : undefined }
    : { revision: 0, text: undefined };
}

/** Whether somebody has changed meanwhile what the draft is based on. */
export function isConflict(draft: Draft, entry: Entry | undefined): boolean {
  return draft.base.revision !== (entry && !entry.removed ? entry.revision : 0);
}

/** Drops what is so already, such as what was published though its answer was lost; returns the names. */
export function settle(namespace: string, find: (name: string) => Entry | undefined): string[] {
  const settled = [...draftsOf(namespace).get().drafts.values()].filter((draft) => isSettled(draft, find(draft.name))).map((draft) => draft.name);
  if (settled.length > 0) {
    dropDrafts(namespace, settled);
  }
  return settled;
}

function isSettled(draft: Draft, entry: Entry | undefined): boolean {
  if (!isConflict(draft, entry)) {
    return false;
  }
  const now = baseOf(entry);
  return draft.kind === 'remove' ? now.revision === 0 : now.text !== undefined && compact(draft.text) === compact(now.text);
}

/** The change as JSON text: a value goes out with the very characters that were typed. */
export function changeText(draft: Draft): string {
  const start = `{"name":${JSON.stringify(draft.name)},"ifRevision":${draft.base.revision},`;
  return draft.kind === 'remove' ? `${start}"remove":true}` : `${start}"value":${draft.text}}`;
}

function write(namespace: string, set: DraftSet): void {
  const open = [...set.drafts.values()].filter((draft) => !draft.secret);
  let stored = true;
  try {
    if (open.length === 0 && set.reason === '') {
      sessionStorage.removeItem(KEY + namespace);
    } else {
      sessionStorage.setItem(KEY + namespace, JSON.stringify({ drafts: open, reason: set.reason }));
    }
  } catch {
    stored = false;
  }
  draftsOf(namespace).set({ ...set, stored });
}

function read(namespace: string): DraftSet {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY + namespace) ?? '{}') as { drafts?: Draft[]; reason?: string };
    return { drafts: new Map((kept.drafts ?? []).map((draft) => [draft.name, draft])), reason: kept.reason ?? '', stored: true };
  } catch {
    return { drafts: new Map(), reason: '', stored: true };
  }
}
