import { Problem, problem, reach } from './client';
import { current, renew } from './renew';
import type { Session } from './session';
import { address } from './settings';

/** One of a stream of server-sent events. */
export interface ServerEvent {
  event: string;
  id: string;
  data: string;
}

export type StreamState = 'connecting' | 'live' | 'waiting';

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
/** The server sends at least a comment more often than that. */
const LONGEST_SILENCE = 60_000;

/**
 * Follows a stream of server-sent events, which EventSource cannot, for it sends no token. After a lost connection it goes on behind
 * the last event that it has seen, with waits that grow; it ends when the signal says so, or the server refuses for good.
 *
 * @param from the id of an event that has been seen already; the stream goes on behind it
 */
export async function follow(
  where: string,
  signal: AbortSignal,
  onEvent: (event: ServerEvent) => void,
  onState: (state: StreamState) => void = () => {},
  from = '',
): Promise<void> {
  let last = from;
  let wait = FIRST_WAIT;
  while (!signal.aborted) {
    onState('connecting');
    let used: Session | undefined;
    try {
      used = await current(false, signal);
      await once(where, used?.token, last, signal, () => onState('live'), (event) => {
        wait = FIRST_WAIT;
        last = event.id || last;
        onEvent(event);
      });
    } catch (failure) {
      if (signal.aborted) {
        return;
      }
      const status = failure instanceof Problem ? failure.status : 0;
      if (status === 401 && used !== undefined) {
        await renew(used, signal);
        continue;
      }
      if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
        throw failure;
      }
    }
    if (!signal.aborted) {
      onState('waiting');
      await pause(wait * (0.5 + Math.random() / 2), signal);
      wait = Math.min(2 * wait, LONGEST_WAIT);
    }
  }
}

async function once(
  where: string,
  token: string | undefined,
  last: string,
  signal: AbortSignal,
  onOpen: () => void,
  onEvent: (event: ServerEvent) => void,
): Promise<void> {
  const stop = new AbortController();
  const abort = () => stop.abort();
  signal.addEventListener('abort', abort);
  let silence = setTimeout(abort, LONGEST_SILENCE);
  try {
    const headers: Record<string, string> = { Accept: 'text/event-stream, application/problem+json' };
    if (token !== undefined) {
      headers['Authorization'] = `Bearer ${token}`;
    }
    if (last) {
      headers['Last-Event-ID'] = last;
    }
    const answer = await reach(address(where), { headers, cache: 'no-store', credentials: 'omit', signal: stop.signal });
    if (!answer.ok || !answer.body) {
      throw await problem(answer);
    }
    onOpen();
    const parse = parser(onEvent);
    const reader = answer.body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      clearTimeout(silence);
      silence = setTimeout(abort, LONGEST_SILENCE);
      parse(value);
    }
  } finally {
    clearTimeout(silence);
    signal.removeEventListener('abort', abort);
  }
}

/** Takes text as it comes, and tells each event that is complete. */
export function parser(onEvent: (event: ServerEvent) => void): (text: string) => void {
  let rest = '';
  let id = '';
  let event = '';
  let data: string[] = [];
  const line = (text: string) => {
    if (text === '') {
      if (data.length > 0) {
        onEvent({ event: event || 'message', id, data: data.join('\n') });
      }
      event = '';
      data = [];
      return;
    }
    const colon = text.indexOf(':');
    const name = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? '' : text.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') {
      data.push(value);
    } else if (name === 'event') {
      event = value;
    } else if (name === 'id' && !value.includes('\0')) {
      id = value;
    }
  };
  return (text) => {
    rest += text;
    // A carriage return at the very end may be half of a line end.
    for (let end = /\r\n|\n|\r(?!$)/.exec(rest); end; end = /\r\n|\n|\r(?!$)/.exec(rest)) {
      const whole = rest.slice(0, end.index);
      rest = rest.slice(end.index + end[0].length);
      line(whole);
    }
  };
}

function pause(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, millis);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}
