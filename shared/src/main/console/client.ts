import { current, renew } from './renew';
import { address } from './settings';
import { common } from './texts';

/** A value that a field may not have. */
export interface FieldFault {
  field: string;
  detail: string;
  expected?: string;
}

/** What went wrong with a call: a problem that the server told, or that it could not be reached (status 0). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    /** The last part of the problem's type, such as revision-conflict; empty if there is none. */
    readonly type: string,
    readonly detail: string,
    /** All members of the problem, as they came. */
    readonly members: Record<string, unknown>,
  ) {
    super(detail);
    this.name = 'Problem';
  }

  /** The fields at fault, for a form to show beside them. */
  get faults(): FieldFault[] {
    const { field, expected } = this.members;
    return typeof field === 'string'
      ? [{ field, detail: this.detail, ...(typeof expected === 'string' ? { expected } : {}) }]
      : [];
  }

  get requestId(): string | undefined {
    const id = this.members['requestId'];
    return typeof id === 'string' ? id : undefined;
  }
}

export interface Answer<T> {
  status: number;
  body: T;
  etag: string | null;
}

export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  query?: Record<string, string | number | boolean | undefined>;
  /** Sent as JSON, unless it is text. */
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** Reads the JSON of the answer, where JSON.parse would not do. */
  parse?: (text: string) => unknown;
}

/** Makes a path of segments; a / in the last one, which may be the name of a setting, stands as itself. */
export function path(...segments: string[]): string {
  return segments
    .map((segment, at) =>
      at === segments.length - 1
        ? segment.split('/').map(encodeURIComponent).join('/')
        : encodeURIComponent(segment),
    )
    .join('/');
}

/**
 * Calls the server as the one who is signed in, at a path such as v1/namespaces. Where the token is no longer good, which the server
 * says before it does anything, the call is made again with the next one: for that it may wait until the user has signed in.
 *
 * @throws Problem for every status from 400 on and where the server cannot be reached
 */
export async function call<T>(where: string, options: Call = {}): Promise<Answer<T>> {
  const used = await current((options.method ?? 'GET') !== 'GET', options.signal);
  try {
    return await callAs<T>(used?.token, where, options);
  } catch (failure) {
    if (used !== undefined && failure instanceof Problem && failure.status === 401) {
      return callAs<T>((await renew(used, options.signal)).token, where, options);
    }
    throw failure;
  }
}

/** The same with a token that is not, or not yet, that of the session. */
export async function callAs<T>(token: string | undefined, where: string, options: Call = {}): Promise<Answer<T>> {
  const headers: Record<string, string> = { Accept: 'application/json, application/problem+json', ...options.headers };
  if (token !== undefined) {
    headers['Authorization'] = `Bearer ${token}`;
  }
  const init: RequestInit = { method: options.method ?? 'GET', headers, cache: 'no-store', credentials: 'omit' };
  if (options.body !== undefined) {
    const text = typeof options.body === 'string';
    headers['Content-Type'] ??= text ? 'text/plain' : 'application/json';
    init.body = text ? (options.body as string) : JSON.stringify(options.body);
  }
  if (options.signal) {
    init.signal = options.signal;
  }
  const answer = await reach(withQuery(where, options.query), init);
  if (!answer.ok) {
    throw await problem(answer, options.parse);
  }
  const json = (answer.headers.get('Content-Type') ?? '').includes('json');
  const text = await answer.text();
  const body = (json ? (options.parse ?? JSON.parse)(text) : text) as T;
  return { status: answer.status, body, etag: answer.headers.get('ETag') };
}

/**
 * A list page by page, until there is no next one or nobody asks any more.
 *
 * @param member of the answers that holds the list, such as namespaces
 */
export async function* pages<T>(where: string, member: string, options: Call = {}): AsyncGenerator<T[]> {
  let after: string | undefined;
  do {
    const query = { limit: 1000, ...options.query, ...(after === undefined ? {} : { after }) };
    const { body } = await call<Record<string, unknown>>(where, { ...options, query });
    yield (body[member] ?? []) as T[];
    const next = body['next'];
    after = next === undefined || next === null ? undefined : String(next);
  } while (after !== undefined);
}

/** Fetches, and tells as a problem that nothing answers. */
export async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (failure) {
    if (init.signal?.aborted) {
      throw failure;
    }
    throw new Problem(0, 'unreachable', common.problem.unreachable, {});
  }
}

export async function problem(answer: Response, parse: (text: string) => unknown = JSON.parse): Promise<Problem> {
  let members: Record<string, unknown> = {};
  try {
    members = parse(await answer.text()) as Record<string, unknown>;
  } catch {
    // Something between here and Sluice has answered.
  }
  const text = (name: string) => (typeof members[name] === 'string' ? (members[name] as string) : '');
  const detail = text('detail') || text('title') || common.problem.unexpected(answer.status);
  return new Problem(answer.status, text('type').split(':').pop() ?? '', detail, members);
}

function withQuery(where: string, query: Call['query'] = {}): string {
  const url = new URL(address(where));
  Object.entries(query).forEach(([name, value]) => {
    if (value !== undefined) {
      url.searchParams.set(name, String(value));
    }
  });
  return url.href;
}
