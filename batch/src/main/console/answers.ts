/** What the server answers, as far as this console shows it. */
export interface Run {
  id: number;
  name: string;
  job: string;
  status: string;
  trigger: { kind: string; by: string };
  reason: string | null;
  namespace: string | null;
  node: string | null;
  startedAt: string;
  endedAt: string | null;
  read: number;
  written: number;
  superseded: number;
  quarantined: number;
  history: number;
  total: number | null;
  found: Record<string, number>;
  findings?: Finding[];
  error: string | null;
}

export interface Finding {
  namespace: string;
  name: string;
  kind: string;
  redisRevision: number | null;
  archiveRevision: number | null;
  detail: string | null;
  repaired: boolean;
}

export interface NamespaceBacklog {
  namespace: string;
  dirty: number;
  oldestDirtySeconds: number;
  quarantined: number;
  historyPending: number;
  lastRun: Run | null;
}

export interface Backlogs {
  namespaces: NamespaceBacklog[];
  missing?: string[];
}

export interface Refused {
  namespace: string;
  name: string;
  revision: number;
  attempts: number;
  sqlState: string | null;
  error: string;
  since: string;
  nextRetry: string;
}

export interface Trigger {
  job: string;
  schedule: string | null;
  state: string;
  nextFireAt: string | null;
  lastFireAt: string | null;
  misfires: number;
  thresholds?: { dirty: number | null; oldestDirtySeconds: number | null };
}

export interface Flushed {
  complete: boolean;
  revisions: Record<string, number>;
  pending: { namespace: string; dirty: number; historyPending: number; quarantined: number }[];
}

export interface Change {
  namespace: string;
  name: string;
  value?: unknown;
  removed?: true;
  secret?: true;
  old?: unknown;
  revision: number;
  changedAt: string;
  author: string;
  reason: string | null;
  requestId: string;
}

export interface PastSetting {
  namespace: string;
  name: string;
  value?: unknown;
  secret?: true;
  deprecated?: true;
  revision: number;
  changedAt: string;
  author: string | null;
  reason: string | null;
}

export interface Past {
  namespace: string;
  at: string;
  revision: number | null;
  complete: { since: number | null; until: number | null };
  settings: PastSetting[];
  unproven: string[];
  next?: string;
}

export interface Action {
  id: number;
  at: string;
  who: string;
  action: string;
  target: string;
  reason: string | null;
  requestId: string | null;
}

/** Who calls, and what that token allows. */
export interface Caller {
  owner: string;
  role: string;
  namespaces: string[] | null;
}

export function isRunning(run: Run): boolean {
  return run.endedAt === null;
}

/** How long it took, or takes until now, in seconds. */
export function seconds(run: Run): number {
  const end = run.endedAt === null ? Date.now() : Date.parse(run.endedAt);
  return Math.max(0, (end - Date.parse(run.startedAt)) / 1000);
}

const DRIFTS = ['missing', 'older', 'newer', 'absent', 'different', 'unreadable', 'ahead'];

/** What a verify has found that no drain would mend, by kind. */
export function drift(run: Run): [string, number][] {
  return run.job === 'verify' ? Object.entries(run.found).filter(([kind, times]) => DRIFTS.includes(kind) && times > 0) : [];
}
