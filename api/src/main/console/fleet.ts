import { useEffect } from 'preact/hooks';
import { useList, type Loaded } from '@console/load';
import { session } from '@console/session';
import { signal, useSignal } from '@console/signal';

/** How long changes took from their write to a node's memory, in milliseconds. */
export interface Spread {
  p50: number;
  p99: number;
  count: number;
}

export interface Applied {
  namespace: string;
  epoch: string;
  offset: number;
  revision: number;
  lag: { offsets: number; milliseconds: number } | null;
  propagation: Spread | null;
}

export interface Rejected {
  namespace: string;
  name: string;
  revision: number;
  reason: string;
}

/** What a node says of itself. */
export interface NodeReport {
  id: string;
  host: string;
  application: string;
  version: string;
  state: string;
  startedAt: string;
  reportedAt: string;
  namespaces: Applied[];
  rejected: Rejected[];
  lastError: string | null;
}

/** A node as it was seen last, by this browser's clock. */
export interface Sighting {
  node: NodeReport;
  seen: number;
  gone: boolean;
}

/** How long changes took at one moment (seconds since 1970): to all nodes, and by namespace and by node. */
export interface Sample {
  at: number;
  all: Spread | undefined;
  namespaces: Map<string, Spread>;
  nodes: Map<string, Spread>;
}

export interface Fleet {
  nodes: Sighting[];
  samples: Sample[];
}

const EVERY_SECONDS = 2;
/** How long nodes are shown that are gone. */
const GONE_FOR = 5 * 60_000;
const SAMPLES_FOR = 10 * 60;
/** Without an answer for longer than that, a line has a gap. */
const GAP = 5 * EVERY_SECONDS;

/** Remembered from view to view, for what nobody tells: which nodes were there before, and how long changes took then. */
const memory = signal<Fleet | undefined>(undefined);

session.follow((now) => {
  if (now === undefined) {
    memory.set(undefined);
  }
});

/** The fleet, as it is and as it was lately; looked at every two seconds while the page is visible. */
export function useFleet(): Omit<Loaded<unknown>, 'data'> & { fleet: Fleet | undefined } {
  const { data, failure, busy, reload } = useList<NodeReport>('v1/nodes', 'nodes', {}, EVERY_SECONDS);
  useEffect(() => {
    if (data && !busy && !failure) {
      memory.set(observe(memory.get(), data, Date.now()));
    }
  }, [data, busy, failure]);
  return { fleet: useSignal(memory), failure, busy, reload };
}

/** What is known once these nodes have answered, and no other. */
export function observe(before: Fleet | undefined, found: NodeReport[], now: number): Fleet {
  const there = new Set(found.map((node) => node.id));
  const gone = (before?.nodes ?? [])
    .filter((each) => !there.has(each.node.id) && now - each.seen < GONE_FOR)
    .map((each) => ({ ...each, gone: true }));
  const at = now / 1000;
  const kept = (before?.samples ?? []).filter((sample) => at - sample.at < SAMPLES_FOR);
  const last = kept[kept.length - 1];
  if (last && at - last.at > GAP) {
    kept.push({ at: last.at + EVERY_SECONDS, all: undefined, namespaces: new Map(), nodes: new Map() });
  }
  return {
    nodes: [...found.map((node) => ({ node, seen: now, gone: false })), ...gone].sort(byTrouble),
    samples: [...kept, sample(found, at)],
  };
}

function sample(found: NodeReport[], at: number): Sample {
  const all: Spread[] = [];
  const namespaces = new Map<string, Spread[]>();
  const nodes = new Map<string, Spread[]>();
  const add = (to: Map<string, Spread[]>, key: string, spread: Spread) => to.set(key, [...(to.get(key) ?? []), spread]);
  found.forEach((node) =>
    node.namespaces.forEach(({ namespace, propagation }) => {
      if (propagation) {
        all.push(propagation);
        add(namespaces, namespace, propagation);
        add(nodes, node.id, propagation);
      }
    }),
  );
  const merge = (each: Map<string, Spread[]>) => new Map([...each].map(([key, spreads]) => [key, merged(spreads)!] as const));
  return { at, all: merged(all), namespaces: merge(namespaces), nodes: merge(nodes) };
}

/** Of several: the median of their medians, each counted as often as it has changes, and the longest of the others. */
export function merged(spreads: Spread[]): Spread | undefined {
  if (spreads.length === 0) {
    return undefined;
  }
  const sorted = [...spreads].sort((a, b) => a.p50 - b.p50);
  const count = sorted.reduce((sum, each) => sum + each.count, 0);
  let seen = 0;
  const middle = sorted.find((each) => (seen += each.count) >= count / 2) ?? sorted[0]!;
  return { p50: middle.p50, p99: Math.max(...sorted.map((each) => each.p99)), count };
}

/** What is shown as a node's state: in which order, for what is wrong is to be seen first. */
export const STATES = ['STALE', 'SYNCING', 'CLOSED', 'REFUSES', 'GONE', 'LIVE'] as const;
export type ShownState = (typeof STATES)[number];

export function stateOf({ node, gone }: Sighting): ShownState {
  if (gone) {
    return 'GONE';
  }
  return node.state !== 'LIVE'
    ? (STATES.find((state) => state === node.state) ?? 'STALE')
    : node.rejected.length > 0
      ? 'REFUSES'
      : 'LIVE';
}

function byTrouble(one: Sighting, other: Sighting): number {
  return (
    STATES.indexOf(stateOf(one)) - STATES.indexOf(stateOf(other)) ||
    compare(one.node.application, other.node.application) ||
    compare(one.node.host, other.node.host) ||
    compare(one.node.id, other.node.id)
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
