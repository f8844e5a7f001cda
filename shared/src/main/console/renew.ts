import { caller } from './caller';
import { Problem } from './client';
import { refresh } from './oidc';
import { session, signIn, signOut, type Session } from './session';
import type { Installation } from './settings';
import { signal } from './signal';
import { common } from './texts';

/** That whoever is signed in has to do so again; what is on the page stays, and calls wait for it. */
export interface Lapse {
  /** They have been asked, and do not want to now: until they do, calls fail. */
  dismissed: boolean;
}

export const lapse = signal<Lapse | undefined>(undefined);

/** How long before its end a token is replaced. */
const EARLY = 30_000;
const LONGEST_TIMER = 2 ** 31 - 1;

let provider: Installation['oidc'] = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let underWay: Promise<Session> | undefined;

/** Replaces tokens before they end, from now on; where that cannot be, asks when they have. */
export function keepSession(from: Installation['oidc']): void {
  provider = from;
  session.follow(watch);
  watch(session.get());
}

function watch(now: Session | undefined): void {
  lapse.set(undefined);
  clearTimeout(timer);
  if (now?.ends !== undefined) {
    const left = now.ends - Date.now();
    const early = now.refresh === undefined ? left : left - Math.min(EARLY, left / 2);
    at(early, () => {
      if (now.refresh === undefined) {
        end();
      } else {
        replace(now, now.refresh).catch(() => at(now.ends! - Date.now(), () => void renew(now).catch(() => {})));
      }
    });
  }
}

function at(delay: number, what: () => void): void {
  timer = setTimeout(what, Math.min(Math.max(0, delay), LONGEST_TIMER));
}

/** The token is no longer good: asks for another one over what is on the page; there is nothing to lose while that is empty. */
function end(): void {
  if (caller.get() === undefined) {
    signOut(common.signIn.expired);
  } else {
    lapse.set({ dismissed: false });
  }
}

export function dismiss(): void {
  lapse.set({ dismissed: true });
}

/**
 * The session that comes after one whose token is refused: had from the provider, or once the user has signed in again.
 *
 * @throws Problem 401 if they do not
 */
export async function renew(used: Session, abort?: AbortSignal): Promise<Session> {
  const now = session.get();
  if (now !== undefined && now !== used) {
    return now;
  }
  if (now?.refresh !== undefined) {
    try {
      return await replace(now, now.refresh);
    } catch {
      // Then by hand.
    }
  }
  if (!lapse.get()) {
    end();
  }
  return again(abort);
}

/**
 * The session to make a call with; while there is none that is good, once the user has signed in again.
 *
 * @param asks whether the user waits for this call, and so is asked even if they did not want to before
 */
export async function current(asks: boolean, abort?: AbortSignal): Promise<Session | undefined> {
  if (!lapse.get()) {
    return session.get();
  }
  if (asks && lapse.get()?.dismissed) {
    lapse.set({ dismissed: false });
  }
  return again(abort);
}

function replace(used: Session, token: string): Promise<Session> {
  underWay ??= refresh(provider, token)
    .then((next) => {
      // Not if the user has signed out meanwhile.
      if (session.get() === used) {
        signIn(next);
      }
      return next;
    })
    .finally(() => (underWay = undefined));
  return underWay;
}

function again(abort?: AbortSignal): Promise<Session> {
  return new Promise((resolve, reject) => {
    const stop: (() => void)[] = [];
    const settle = (what: () => void) => {
      stop.forEach((each) => each());
      what();
    };
    const refused = () => reject(new Problem(401, 'unauthorized', common.signIn.expired, {}));
    if (session.get() === undefined || lapse.get()?.dismissed) {
      refused();
      return;
    }
    stop.push(session.follow((next) => settle(() => (next ? resolve(next) : refused()))));
    stop.push(lapse.follow((next) => next?.dismissed && settle(refused)));
    const aborted = () => settle(() => reject(new DOMException('given up', 'AbortError')));
    abort?.addEventListener('abort', aborted);
    stop.push(() => abort?.removeEventListener('abort', aborted));
  });
}
