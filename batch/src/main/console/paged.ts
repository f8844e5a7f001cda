import { useRef, useState } from 'preact/hooks';
import { call, type Call } from '@console/client';
import { useLoad } from '@console/load';

export interface Paged<T, B> {
  rows: T[] | undefined;
  /** The answer with the first page; undefined if there is none yet. */
  head: B | undefined;
  /** When that was told, in milliseconds since 1970. */
  at: number | undefined;
  failure: Error | undefined;
  /** Whether there is more to be had. */
  next: boolean;
  busy: boolean;
  more: () => void;
  reload: () => void;
}

/**
 * A list of which more is shown page by page, while the first page is looked at again and again. What was shown stays.
 *
 * @param where undefined for nothing yet
 * @param order of the rows, for a list that grows at its beginning; without it they stay as they came
 */
export function usePaged<T, B extends object = object>(
  where: string | undefined,
  member: string,
  query: Record<string, string | undefined>,
  key: (row: T) => string | number,
  options: { every?: number; order?: (a: T, b: T) => number } = {},
): Paged<T, B> {
  const inputs = JSON.stringify([where, query]);
  const kept = useRef({ of: '', rows: new Map<string | number, T>(), next: undefined as string | undefined });
  const [more, setMore] = useState<{ busy: boolean; failure?: Error }>({ busy: false });
  const fetchPage = async (after: string | undefined, signal?: AbortSignal) => {
    const given: Call['query'] = { limit: 100, ...query, after };
    const { body } = await call<Record<string, unknown>>(where!, { query: given, signal });
    return body;
  };
  const take = (body: Record<string, unknown>) => {
    (body[member] as T[]).forEach((row) => kept.current.rows.set(key(row), row));
    return body['next'] === undefined || body['next'] === null ? undefined : String(body['next']);
  };
  const { data, failure, reload, busy } = useLoad(
    async (signal) => {
      if (where === undefined) {
        return { head: undefined, at: undefined };
      }
      const body = await fetchPage(undefined, signal);
      if (!signal.aborted) {
        const first = kept.current.of !== inputs;
        if (first) {
          kept.current = { of: inputs, rows: new Map(), next: undefined };
        }
        const next = take(body);
        if (first) {
          kept.current.next = next;
        }
      }
      return { head: body as B, at: Date.now() };
    },
    [inputs],
    options.every ?? 0,
  );
  const isThere = data?.head !== undefined && kept.current.of === inputs;
  const rows = isThere ? [...kept.current.rows.values()] : undefined;
  return {
    rows: options.order ? rows?.sort(options.order) : rows,
    head: data?.head,
    at: data?.at,
    failure: failure ?? more.failure,
    next: isThere && kept.current.next !== undefined,
    busy: busy && !data ? true : more.busy,
    more: () => {
      setMore({ busy: true });
      fetchPage(kept.current.next).then(
        (body) => {
          if (kept.current.of === inputs) {
            kept.current.next = take(body);
          }
          setMore({ busy: false });
        },
        (problem: Error) => setMore({ busy: false, failure: problem }),
      );
    },
    reload: () => {
      setMore({ busy: false });
      reload();
    },
  };
}
