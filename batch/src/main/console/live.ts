import { call, Problem } from '@console/client';
import { farewell, session } from '@console/session';
import { signal } from '@console/signal';
import type { Backlogs, NamespaceBacklog, Run } from './answers';
import { texts } from './texts';

/** The backlog at one moment. */
export interface Sample {
  /** Milliseconds since 1970. */
  at: number;
  /** By namespace; null marks a time without an answer. */
  backlog: Map<string, { dirty: number; age: number }> | null;
  /** Entries and changes archived per second since the sample before; null if that is not known. */
  entries: number | null;
  changes: number | null;
}

/** What is known of the system as a whole; the last answer stays when the next one is missing. */
export interface Live {
  namespaces: NamespaceBacklog[] | undefined;
  /** When that was told; undefined for never. */
  at: number | undefined;
  /** Why there is no newer answer. */
  redis: Error | undefined;
  database: Error | undefined;
  /** What the last answer lacked, in words. */
  missing: string[];
  /** Oldest first. */
  samples: Sample[];
}

const EVERY = 2000;
const LONGEST = 20_000;
/** An hour. */
const KEPT = 1800;
const NOTHING: Live = { namespaces: undefined, at: undefined, redis: undefined, database: undefined, missing: [], samples: [] };

/** Looked at every two seconds while the page is visible and somebody is signed in, whatever view is shown. */
export const live = signal<Live>(NOTHING);

let stop: AbortController | undefined;
/** What each run had archived when it was last seen. */
let archived: { at: number; of: Map<number, Run> } | undefined;

/** Looks at once, for something has been done. */
export function lookNow(): void {
  begin();
}

function begin(): void {
  stop?.abort();
  if (session.get()) {
    stop = new AbortController();
    void look(stop.signal);
  } else if (!farewell.get()) {
    // Whoever signs in next may be somebody else.
    live.set(NOTHING);
    archived = undefined;
  }
}

session.follow(begin);
begin();
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && begin());

async function look(signal: AbortSignal): Promise<void> {
  while (!signal.aborted && document.visibilityState === 'visible') {
    const [backlogs, runs] = await Promise.all([
      attempt<Backlogs>('v1/backlog', {}, signal),
      attempt<{ runs: Run[] }>('v1/runs', { job: 'drain', limit: 50 }, signal),
    ]);
    if (!signal.aborted) {
      tell(backlogs, runs);
    }
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
}

async function attempt<T>(where: string, query: Record<string, string | number>, signal: AbortSignal): Promise<T | Error> {
  const late = new AbortController();
  const abort = () => late.abort();
  const timer = setTimeout(abort, LONGEST);
  signal.addEventListener('abort', abort);
  try {
    return (await call<T>(where, { query, signal: late.signal })).body;
  } catch (failure) {
    return late.signal.aborted ? new Problem(0, 'late', texts.trouble.late, {}) : failure instanceof Error ? failure : new Error(String(failure));
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

function tell(backlogs: Backlogs | Error, runs: { runs: Run[] } | Error): void {
  const now = Date.now();
  const before = live.get();
  const pace = runs instanceof Error ? undefined : rate(now, runs.runs);
  const samples = before.samples.slice(-KEPT + 1);
  const last = samples[samples.length - 1];
  if (last && now - last.at > 5 * EVERY) {
    samples.push({ at: last.at + EVERY, backlog: null, entries: null, changes: null });
  }
  const told = backlogs instanceof Error ? undefined : backlogs;
  samples.push({
    at: now,
    backlog: told ? new Map(told.namespaces.map((each) => [each.namespace, { dirty: each.dirty, age: each.oldestDirtySeconds }])) : null,
    entries: pace?.entries ?? null,
    changes: pace?.changes ?? null,
  });
  live.set({
    // The last run is not known while the database is away.
    namespaces: told ? told.namespaces.map((each) => withLastRun(each, before.namespaces, runs instanceof Error)) : before.namespaces,
    at: told ? now : before.at,
    redis: backlogs instanceof Error ? backlogs : undefined,
    database: runs instanceof Error ? runs : undefined,
    missing: told?.missing ?? [],
    samples,
  });
}

function withLastRun(told: NamespaceBacklog, before: NamespaceBacklog[] | undefined, away: boolean): NamespaceBacklog {
  return away && !told.lastRun ? { ...told, lastRun: before?.find((each) => each.namespace === told.namespace)?.lastRun ?? null } : told;
}

function rate(now: number, runs: Run[]): { entries: number; changes: number } | undefined {
  const known = archived;
  archived = { at: now, of: new Map(runs.map((run) => [run.id, run])) };
  if (!known || now - known.at > 5 * EVERY) {
    return undefined;
  }
  const past = Math.max(0.001, (now - known.at) / 1000);
  const newest = Math.max(0, ...known.of.keys());
  const sum = (of: (run: Run) => number) =>
    runs
      .filter((run) => known.of.has(run.id) || run.id > newest)
      .reduce((all, run) => all + Math.max(0, of(run) - (known.of.has(run.id) ? of(known.of.get(run.id)!) : 0)), 0) / past;
  return { entries: sum((run) => run.written), changes: sum((run) => run.history) };
}
