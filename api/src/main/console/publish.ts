import { useEffect, useState } from 'preact/hooks';
import { call, path, Problem } from '@console/client';
import { signal, useSignal, type Signal } from '@console/signal';
import type { Draft } from './drafts';
import { parse } from './exact';
import { followPerson } from './rights';
import type { Entry, Space } from './space';

export interface Item {
  name: string;
  old?: unknown;
  new?: unknown;
  removed?: true;
  unchanged?: true;
}

export interface Warning {
  name: string;
  warning: string;
  description?: string;
  owner?: string;
}

export interface DryRun {
  changes: Item[];
  warnings?: Warning[];
}

export interface Applied {
  count: number;
  of: number;
  missing: string[];
  rejected: { node: string; name: string; reason: string }[];
}

export interface Answer {
  epoch: string;
  offset: number;
  revision: number;
  changes: Entry[];
  warnings?: Warning[];
  applied?: Applied;
  durability?: { requested: string; proven: string };
}

/** A write, as it is sent: a change set, a rollback, an import. */
export interface Write {
  /** Below the namespace, such as changes. */
  where: string;
  body: string;
  type?: string;
  query?: Record<string, string | undefined>;
}

/** A write that was carried out, and what is known of it since. */
export interface Published {
  answer: Answer;
  /** When it was sent, as performance.now() has it; and how long the answer took, in milliseconds. */
  sent: number;
  took: number;
  /** Whether a durability is still waited for. */
  waiting: boolean;
}

const SHORT = '2s';
const LONG = '30s';
const PAUSE = 350;

const published = new Map<string, Signal<Published | undefined>>();
// The key of a write whose outcome may be unknown: sent again, it still has one effect.
const keys = new Map<string, string>();

followPerson(() => {
  published.forEach((each) => each.set(undefined));
  keys.clear();
});

export function publishedOf(namespace: string): Signal<Published | undefined> {
  let found = published.get(namespace);
  if (!found) {
    found = signal<Published | undefined>(undefined);
    published.set(namespace, found);
  }
  return found;
}

export function usePublished(namespace: string): Published | undefined {
  return useSignal(publishedOf(namespace));
}

/** What a write would change. */
export async function tryOut(namespace: string, write: Write, abort?: AbortSignal): Promise<DryRun> {
  return (await send<DryRun>(namespace, write, { dryRun: 'true' }, {}, abort)).body;
}

/** Carries out a write, and waits a moment for the nodes; what is not sure by then is waited for afterwards. */
export async function carryOut(space: Space, write: Write, durability: string): Promise<Answer> {
  const { namespace } = space;
  const id = JSON.stringify([namespace, write]);
  const key = keys.get(id) ?? uniqueId();
  keys.set(id, key);
  const headers = { 'Idempotency-Key': key };
  const query = { wait: 'applied', durability: durability || undefined };
  const sent = performance.now();
  const found = publishedOf(namespace);
  try {
    const { status, body } = await send<Answer>(namespace, write, { ...query, timeout: SHORT }, headers);
    keys.delete(id);
    const done = { answer: body, sent, took: performance.now() - sent };
    const waiting = status === 202 && body.durability !== undefined && body.durability.proven !== body.durability.requested;
    found.set({ ...done, waiting });
    space.accept(body.changes);
    if (waiting) {
      void send<Answer>(namespace, write, { ...query, timeout: LONG }, headers).then(
        (later) => found.get()?.sent === sent && found.set({ ...done, answer: later.body, waiting: false }),
        () => found.get()?.sent === sent && found.set({ ...done, waiting: false }),
      );
    }
    return body;
  } catch (failure) {
    // Refused for good: the next attempt is another one.
    if (failure instanceof Problem && failure.status >= 400 && failure.status < 500 && failure.status !== 401 && failure.status !== 429) {
      keys.delete(id);
    }
    if (failure instanceof Problem && failure.status === 412) {
      learn(space, failure);
    }
    throw failure;
  }
}

/** What a conflict tells of the settings is newer than what the page has. */
export function learn(space: Space, failure: Problem): void {
  const conflicts = (failure.members['conflicts'] ?? []) as { name: string; current: Entry | null }[];
  space.accept(conflicts.flatMap(({ current }) => (current ? [current] : [])));
  conflicts.filter(({ current }) => !current).forEach(({ name }) => space.lose(name));
}

/** Whether the write may have been carried out though no answer says so. */
export function isUnknown(failure: Error | undefined): boolean {
  return failure instanceof Problem && (failure.status === 0 || failure.status >= 500) && failure.members['outcome'] !== 'not-done';
}

function send<T>(namespace: string, { where, body, type, query }: Write, more: Record<string, string | undefined>, headers: Record<string, string>, abort?: AbortSignal) {
  return call<T>(path('v1', 'namespaces', namespace, where), {
    method: 'POST',
    query: { ...query, ...more },
    headers: { 'Content-Type': type ?? 'application/json', ...headers },
    body,
    parse,
    signal: abort,
  });
}

/** Also where the page has come without TLS, and crypto.randomUUID is not there. */
function uniqueId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export interface Check {
  /** Whether this very write has been tried, and what came of it. */
  result: DryRun | undefined;
  failure: Error | undefined;
  busy: boolean;
  again: () => void;
}

/** Tries a write out a moment after it was last changed; undefined is not tried. */
export function useCheck(space: Space, write: Write | undefined): Check {
  const id = write && JSON.stringify(write);
  const [state, setState] = useState<{ id?: string; result?: DryRun; failure?: Error }>({});
  const [round, setRound] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    if (write && id !== undefined) {
      const timer = setTimeout(() => {
        tryOut(space.namespace, write, stop.signal).then(
          (result) => setState({ id, result }),
          (failure: Error) => {
            if (!stop.signal.aborted) {
              if (failure instanceof Problem && failure.status === 412) {
                learn(space, failure);
              }
              setState({ id, failure });
            }
          },
        );
      }, PAUSE);
      return () => {
        clearTimeout(timer);
        stop.abort();
      };
    }
    return undefined;
  }, [id, round]);
  const isOfThis = id !== undefined && state.id === id;
  return {
    result: isOfThis ? state.result : undefined,
    failure: isOfThis ? state.failure : undefined,
    busy: id !== undefined && !isOfThis,
    again: () => {
      setState({});
      setRound(round + 1);
    },
  };
}

interface Violation {
  name: string;
  pointer: string;
  keyword: string;
  expected: string;
}

/** What a refusal says of one of the changes. */
export function faultsOf(failure: Error | undefined, sent: Draft[], name: string): { place: string; detail: string }[] {
  if (!(failure instanceof Problem)) {
    return [];
  }
  const violations = (failure.members['violations'] ?? []) as Violation[];
  const broken = violations.filter((each) => each.name === name).map((each) => ({ place: each.pointer, detail: `${each.keyword} ${each.expected}` }));
  const field = failure.members['field'];
  const at = typeof field === 'string' ? /^changes\[(\d+)\]/.exec(field)?.[1] : undefined;
  return at !== undefined && sent[Number(at)]?.name === name ? [...broken, { place: '', detail: failure.detail }] : broken;
}
