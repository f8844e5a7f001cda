import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { pages, type Call } from './client';

export interface Loaded<T> {
  /** The newest answer; kept while the next one is awaited, and when it fails. */
  data: T | undefined;
  failure: Error | undefined;
  busy: boolean;
  reload: () => void;
}

/**
 * Loads when the component is first shown, when one of the inputs has changed, and at reload(); what is under way is then given up.
 *
 * @param everySeconds loads again that often while the page is visible, but not before there is an answer to the last time; 0 for never
 */
export function useLoad<T>(
  load: (signal: AbortSignal, show: (partly: T) => void) => Promise<T>,
  inputs: readonly unknown[],
  everySeconds = 0,
): Loaded<T> {
  const [state, setState] = useState<Omit<Loaded<T>, 'reload'>>({ data: undefined, failure: undefined, busy: true });
  const [round, setRound] = useState(0);
  const known = useRef(inputs);
  const waiting = useRef(false);
  const reload = useCallback(() => setRound((last) => last + 1), []);
  useEffect(() => {
    const stop = new AbortController();
    const changed = known.current.some((input, at) => !Object.is(input, inputs[at]));
    known.current = inputs;
    waiting.current = true;
    setState((last) => ({ data: changed ? undefined : last.data, failure: changed ? undefined : last.failure, busy: true }));
    const show = (data: T) => {
      if (!stop.signal.aborted) {
        setState({ data, failure: undefined, busy: true });
      }
    };
    load(stop.signal, show)
      .then(
        (data) => !stop.signal.aborted && setState({ data, failure: undefined, busy: false }),
        (failure: unknown) =>
          !stop.signal.aborted &&
          setState((last) => ({
            data: last.data,
            failure: failure instanceof Error ? failure : new Error(String(failure)),
            busy: false,
          })),
      )
      .finally(() => {
        if (!stop.signal.aborted) {
          waiting.current = false;
        }
      });
    return () => stop.abort();
  }, [round, ...inputs]);
  useEffect(() => {
    if (everySeconds > 0) {
      const timer = setInterval(() => document.visibilityState === 'visible' && !waiting.current && reload(), everySeconds * 1000);
      return () => clearInterval(timer);
    }
    return undefined;
  }, [everySeconds, reload]);
  return { ...state, reload };
}

/** Loads a list in full; on the first time what is there already is shown page by page. */
export function useList<T>(where: string, member: string, query: Call['query'] = {}, everySeconds = 0): Loaded<T[]> {
  const first = useRef(true);
  return useLoad<T[]>(
    async (signal, show) => {
      const all: T[] = [];
      for await (const page of pages<T>(where, member, { query, signal })) {
        all.push(...page);
        if (first.current) {
          show([...all]);
        }
      }
      first.current = false;
      return all;
    },
    [where, member, JSON.stringify(query)],
    everySeconds,
  );
}
