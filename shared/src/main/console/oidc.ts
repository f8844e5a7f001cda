import { restore } from './router';
import { type Session } from './session';
import { home, type Installation } from './settings';
import { common } from './texts';

type Provider = NonNullable<Installation['oidc']>;

/** What is remembered while the user is at the provider. */
interface Begun {
  state: string;
  verifier: string;
  hash: string;
}

/** What another window of this page has come back with from the provider. */
interface Returned {
  state: string;
  code: string | null;
  error: string | null;
}

const KEY = 'sluice.sign-in';
const CHANNEL = 'sluice.sign-in';
const LONGEST_HANDING_OVER = 2000;

/** Leaves for the provider: authorization code with PKCE. */
export async function leave(provider: Provider): Promise<void> {
  const begun = begin();
  const there = await authorization(provider, begun);
  sessionStorage.setItem(KEY, JSON.stringify(begun));
  location.assign(there);
}

/** The same in a window of its own, so that this page stays as it is; it must be called while a click is handled. */
export async function leaveAside(provider: Provider, abort: AbortSignal): Promise<Session> {
  // At once: a browser does not let a page open windows later.
  const aside = window.open('about:blank', '_blank', 'popup,width=520,height=680');
  if (!aside) {
    throw new Error(common.signIn.blocked);
  }
  const begun = begin();
  const returned = new Promise<Returned>((resolve, reject) => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = (message: MessageEvent<Partial<Returned>>) => {
      const { state, code, error } = message.data;
      if (state === begun.state && (code || error)) {
        channel.postMessage({ taken: state });
        channel.close();
        resolve({ state, code: code ?? null, error: error ?? null });
      }
    };
    abort.addEventListener('abort', () => {
      channel.close();
      reject(new DOMException('given up', 'AbortError'));
    });
  });
  try {
    aside.location.href = await authorization(provider, begun);
  } catch (failure) {
    aside.close();
    throw failure;
  }
  const { code, error } = await returned;
  if (!code) {
    throw new Error(error ?? '');
  }
  return exchange(provider, code, begun);
}

/**
 * The session, if the provider has just sent the user back here; undefined if this is an ordinary visit, and 'elsewhere' if it is
 * another window that has asked, and that goes on.
 */
export async function comeBack(provider: Provider | null): Promise<Session | 'elsewhere' | undefined> {
  const answer = new URLSearchParams(location.search);
  if (!provider || !(answer.has('code') || answer.has('error'))) {
    return undefined;
  }
  const begun = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Begun | null;
  sessionStorage.removeItem(KEY);
  // A code is good once; nobody shall find it in the address.
  restore(home(), begun?.hash ?? '');
  const refused = answer.get('error');
  const error = refused && (answer.get('error_description') ?? refused);
  const state = answer.get('state');
  if (begun === null && state && (await isTaken({ state, code: answer.get('code'), error }))) {
    window.close();
    return 'elsewhere';
  }
  if (error) {
    throw new Error(error);
  }
  if (!begun || begun.state !== state) {
    throw new Error(common.signIn.providerState);
  }
  return exchange(provider, answer.get('code') ?? '', begun);
}

/** The next session, for what came with the one before. */
export async function refresh(provider: Provider | null, token: string): Promise<Session> {
  if (!provider) {
    throw new Error(common.signIn.providerState);
  }
  const next = await ask(provider, { grant_type: 'refresh_token', refresh_token: token });
  return { refresh: token, ...next };
}

function exchange(provider: Provider, code: string, begun: Begun): Promise<Session> {
  return ask(provider, { grant_type: 'authorization_code', code, redirect_uri: home(), code_verifier: begun.verifier });
}

async function ask(provider: Provider, form: Record<string, string>): Promise<Session> {
  const { token_endpoint: endpoint } = await discover(provider);
  const reply = await fetch(endpoint, {
    method: 'POST',
    credentials: 'omit',
    body: new URLSearchParams({ ...form, client_id: provider.clientId }),
  });
  const body = (await reply.json()) as { access_token?: string; expires_in?: number; refresh_token?: string; error?: string };
  if (!reply.ok || !body.access_token) {
    throw new Error(body.error ?? common.problem.unexpected(reply.status));
  }
  return {
    token: body.access_token,
    ...(typeof body.expires_in === 'number' ? { ends: Date.now() + 1000 * body.expires_in } : {}),
    ...(body.refresh_token ? { refresh: body.refresh_token } : {}),
  };
}

/** Offers what came back to the window that has asked for it. */
function isTaken(returned: Returned): Promise<boolean> {
  return new Promise((resolve) => {
    const channel = new BroadcastChannel(CHANNEL);
    const done = (taken: boolean) => {
      clearTimeout(timer);
      channel.close();
      resolve(taken);
    };
    const timer = setTimeout(() => done(false), LONGEST_HANDING_OVER);
    channel.onmessage = (message: MessageEvent<{ taken?: string }>) => message.data.taken === returned.state && done(true);
    channel.postMessage(returned);
  });
}

function begin(): Begun {
  return { state: random(), verifier: random(), hash: location.hash };
}

async function authorization(provider: Provider, begun: Begun): Promise<string> {
  const { authorization_endpoint: endpoint } = await discover(provider);
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(begun.verifier));
  const url = new URL(endpoint);
  const query = {
    response_type: 'code',
    client_id: provider.clientId,
    redirect_uri: home(),
    scope: provider.scope,
    state: begun.state,
    code_challenge: base64(new Uint8Array(digest)),
    code_challenge_method: 'S256',
  };
  Object.entries(query).forEach(([name, value]) => url.searchParams.set(name, value));
  return url.href;
}

async function discover(provider: Provider): Promise<{ authorization_endpoint: string; token_endpoint: string }> {
  const issuer = provider.issuer.replace(/\/$/, '');
  const answer = await fetch(`${issuer}/.well-known/openid-configuration`, { credentials: 'omit' });
  if (!answer.ok) {
    throw new Error(common.problem.unexpected(answer.status));
  }
  return (await answer.json()) as { authorization_endpoint: string; token_endpoint: string };
}

function random(): string {
  return base64(crypto.getRandomValues(new Uint8Array(32)));
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}
