import { signal } from './signal';

/** Who is signed in, in this tab: a token, when it ends if that is known (milliseconds since 1970), and what the next one is had for. */
export interface Session {
  token: string;
  ends?: number;
  refresh?: string;
}

const KEY = 'sluice.session';

export const session = signal<Session | undefined>(read());

/** Why there is no session any more, for the sign-in to say; empty if there is nothing to say. */
export const farewell = signal('');

/** Only the tab remembers it. The same page goes on if there is a session already. */
export function signIn(next: Session): void {
  sessionStorage.setItem(KEY, JSON.stringify(next));
  farewell.set('');
  session.set(next);
}

export function signOut(why = ''): void {
  sessionStorage.removeItem(KEY);
  farewell.set(why);
  session.set(undefined);
}

function read(): Session | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Session | null;
    const good = kept?.token && (kept.ends === undefined || kept.ends > Date.now() || kept.refresh !== undefined);
    return good ? kept : undefined;
  } catch {
    return undefined;
  }
}
