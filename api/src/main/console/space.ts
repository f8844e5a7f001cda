import { call, path, Problem } from '@console/client';
import { follow, type ServerEvent, type StreamState } from '@console/events';
import { signal, useSignal, type Signal } from '@console/signal';
import { useEffect } from 'preact/hooks';
import { parse } from './exact';
import { followPerson } from './rights';

export interface Entry {
  namespace: string;
  name: string;
  /** Absent if it was removed, or is not for the one who asks. */
  value?: unknown;
  removed?: true;
  secret?: true;
  deprecated?: true;
  revision: number;
  changedAt: string;
  author: string;
  reason: string | null;
}

export interface Definition {
  name: string;
  schema: unknown;
  description?: string;
  owner?: string;
  secret: boolean;
  deprecated: boolean;
  fault?: string;
  revision: number;
  changedAt: string;
  author: string;
  reason: string | null;
}

export interface SpaceState {
  /** The settings that there are, by name. */
  rows: Entry[];
  /** Whether all of them are here. */
  loaded: boolean;
  /** Why they are not, or will not follow any more. */
  failure: Error | undefined;
  stream: StreamState;
  /** How far the node itself can be trusted: LIVE, STALE, SYNCING. */
  node: string;
  /** Undefined until they are known. */
  definitions: Definition[] | undefined;
  /** Names that have just changed. */
  fresh: ReadonlySet<string>;
}

interface Page {
  epoch: string;
  offset: number;
  settings: Entry[];
  next?: string;
}

/** So few that the first rows are there at once; then as many as there may be. */
const FIRST = 200;
const MOST = 1000;
const FRESH = 4000;
const TOGETHER = 60;
const LINGER = 30_000;
const DEFINITIONS_EVERY = 30_000;
const DEFINITIONS_SOON = 2_000;

/** The settings of a namespace, which follow what happens. The entry of the higher revision counts, whatever comes first. */
export class Space {
  readonly state: Signal<SpaceState> = signal<SpaceState>({
    rows: [],
    loaded: false,
    failure: undefined,
    stream: 'connecting',
    node: 'LIVE',
    definitions: undefined,
    fresh: new Set(),
  });
  private readonly entries = new Map<string, Entry>();
  private readonly fresh = new Map<string, number>();
  private stop = new AbortController();
  private pending: ReturnType<typeof setTimeout> | undefined;
  private end: ReturnType<typeof setTimeout> | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;
  private users = 0;

  constructor(
    readonly namespace: string,
    private readonly ended: () => void,
  ) {
    this.begin();
  }

  /** The setting as it is now, which may be a removed one. */
  find(name: string): Entry | undefined {
    return this.entries.get(name);
  }

  /** Takes what a call has told, too, ahead of the stream. */
  accept(entries: Entry[]): void {
    entries.forEach((entry) => this.take(entry));
    this.draw();
  }

  /** There never was such a setting, as far as Redis knows. */
  lose(name: string): void {
    this.entries.delete(name);
    this.draw();
  }

  again = (): void => {
    this.stop.abort();
    clearInterval(this.timer);
    this.stop = new AbortController();
    this.set({ failure: undefined, stream: 'connecting' });
    this.begin();
  };

  /** Forgets everything first. */
  restart(): void {
    this.entries.clear();
    this.fresh.clear();
    this.set({ rows: [], loaded: false, definitions: undefined, fresh: new Set(), node: 'LIVE' });
    this.again();
  }

  readDefinitions = async (): Promise<void> => {
    const signal = this.stop.signal;
    try {
      const all: Definition[] = [];
      let after: string | undefined;
      do {
        const { body } = await call<{ definitions: Definition[]; next?: string }>(path('v1', 'namespaces', this.namespace, 'definitions'), {
          query: { limit: MOST, after },
          signal,
          parse,
        });
        all.push(...body.definitions);
        after = body.next;
      } while (after !== undefined);
      if (JSON.stringify(all) !== JSON.stringify(this.state.get().definitions)) {
        this.set({ definitions: all });
      }
    } catch {
      // The settings tell that nothing can be read; what is unknown of definitions counts as secret meanwhile.
      if (!signal.aborted && this.state.get().definitions === undefined) {
        setTimeout(() => !signal.aborted && void this.readDefinitions(), DEFINITIONS_SOON);
      }
    }
  };

  use(): () => void {
    clearTimeout(this.end);
    this.users++;
    return () => {
      if (--this.users === 0) {
        this.end = setTimeout(() => this.close(), LINGER);
      }
    };
  }

  close(): void {
    this.stop.abort();
    clearTimeout(this.pending);
    clearInterval(this.timer);
    this.ended();
  }

  private begin(): void {
    const { signal } = this.stop;
    void this.readDefinitions();
    this.timer = setInterval(() => document.visibilityState === 'visible' && void this.readDefinitions(), DEFINITIONS_EVERY);
    this.run(signal).catch((failure: unknown) => {
      if (!signal.aborted) {
        this.set({ failure: failure instanceof Error ? failure : new Error(String(failure)), stream: 'waiting' });
      }
    });
  }

  private async run(signal: AbortSignal): Promise<void> {
    const settings = path('v1', 'namespaces', this.namespace, 'settings');
    const read = async (after?: string) =>
      (await call<Page>(settings, { query: { limit: after === undefined ? FIRST : MOST, after }, signal, parse })).body;
    let page = await read();
    // What changes while the pages come is told by the stream, which goes on where the first page was.
    const from = `${page.epoch}:${page.offset}`;
    this.takeAll(page.settings);
    const stream = this.watch(signal, from);
    while (page.next !== undefined) {
      page = await read(page.next);
      this.takeAll(page.settings);
    }
    this.set({ loaded: true });
    await stream;
  }

  private watch(signal: AbortSignal, from: string): Promise<void> {
    const where = path('v1', 'namespaces', this.namespace, 'watch');
    const tell = (stream: StreamState) => {
      // What is lost stays so until it is there again.
      if (!signal.aborted && !(stream === 'connecting' && this.state.get().stream === 'waiting')) {
        this.set({ stream });
      }
    };
    return follow(where, signal, (event) => this.hear(event), tell, from);
  }

  private hear({ event, data }: ServerEvent): void {
    if (event === 'state') {
      this.set({ node: (JSON.parse(data) as { state: string }).state });
    } else if (event === 'snapshot') {
      const { settings, revision } = parse(data) as { settings: Entry[]; revision: number };
      // Whatever is not in it and not newer is no more, or is shown otherwise from now on.
      this.entries.forEach((entry, name) => entry.revision <= revision && this.entries.delete(name));
      this.takeAll(settings);
      void this.readDefinitions();
    } else if (event === 'change') {
      (parse(data) as { changes: Entry[] }).changes.forEach((entry) => {
        if (this.take(entry)) {
          this.fresh.set(entry.name, Date.now());
        }
      });
      this.draw();
    }
  }

  private takeAll(entries: Entry[]): void {
    entries.forEach((entry) => this.take(entry));
    this.drawNow();
  }

  private take(entry: Entry): boolean {
    const known = this.entries.get(entry.name);
    if (known && known.revision >= entry.revision) {
      return false;
    }
    this.entries.set(entry.name, entry);
    return true;
  }

  private draw(): void {
    this.pending ??= setTimeout(() => this.drawNow(), TOGETHER);
  }

  private drawNow(): void {
    clearTimeout(this.pending);
    this.pending = undefined;
    const old = Date.now() - FRESH;
    this.fresh.forEach((since, name) => since <= old && this.fresh.delete(name));
    const rows = [...this.entries.values()].filter((entry) => !entry.removed);
    rows.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    this.set({ rows, fresh: new Set(this.fresh.keys()) });
    if (this.fresh.size > 0) {
      this.pending = setTimeout(() => this.drawNow(), FRESH / 4);
    }
  }

  private set(part: Partial<SpaceState>): void {
    this.state.set({ ...this.state.get(), ...part });
  }
}

const spaces = new Map<string, Space>();

// What somebody else has read may not be shown; with the next token of the same person the page goes on.
followPerson((now) => [...spaces.values()].forEach((space) => (now ? space.restart() : space.close())));

export function useSpace(namespace: string): Space {
  let space = spaces.get(namespace);
  if (!space) {
    const made = new Space(namespace, () => spaces.get(namespace) === made && spaces.delete(namespace));
    spaces.set(namespace, made);
    space = made;
  }
  useEffect(() => space.use(), [space]);
  return space;
}

export function useSpaceState(space: Space): SpaceState {
  return useSignal(space.state);
}

/** The definition that counts for a name: its own, else the one with the longest beginning. */
export function definitionOf(definitions: Definition[] | undefined, name: string): Definition | undefined {
  let best: Definition | undefined;
  for (const each of definitions ?? []) {
    const fits = each.name.endsWith('*') ? name.startsWith(each.name.slice(0, -1)) : each.name === name;
    if (fits && (!best || each.name === name || (best.name !== name && each.name.length > best.name.length))) {
      best = each;
    }
  }
  return best;
}

/** Whether a value must not be kept or shown without being asked for; what is not known counts as such. */
export function isSecret(space: Space, name: string): boolean {
  const { definitions } = space.state.get();
  return space.find(name)?.secret === true || definitions === undefined || definitionOf(definitions, name)?.secret === true;
}

export function isGone(failure: Error | undefined): boolean {
  return failure instanceof Problem && failure.status === 404;
}
