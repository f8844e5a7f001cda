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

const KEY = 'sluice.sign-in';

/** Leaves for the provider: authorization code with PKCE. */
export async function leave(provider: Provider): Promise<void> {
  const { authorization_endpoint: endpoint } = await discover(provider);
  const begun: Begun = { state: random(), verifier: random(), hash: location.hash };
  sessionStorage.setItem(KEY, JSON.stringify(begun));
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
  location.assign(url.href);
}

/** The session, if the provider has just sent the user back here; undefined if this is an ordinary visit. */
export async function comeBack(provider: Provider | null): Promise<Session | undefined> {
  const answer = new URLSearchParams(location.search);
  if (!provider || !(answer.has('code') || answer.has('error'))) {
    return undefined;
  }
  const begun = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Begun | null;
  sessionStorage.removeItem(KEY);
  // A code is good once; nobody shall find it in the address.
  history.replaceState(null, '', home() + (begun?.hash ?? ''));
  const refused = answer.get('error');
  if (refused) {
    throw new Error(answer.get('error_description') ?? refused);
  }
  if (!begun || begun.state !== answer.get('state')) {
    throw new Error(common.signIn.providerState);
  }
  const { token_endpoint: endpoint } = await discover(provider);
  const reply = await fetch(endpoint, {
    method: 'POST',
    credentials: 'omit',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: answer.get('code') ?? '',
      redirect_uri: home(),
      client_id: provider.clientId,
      code_verifier: begun.verifier,
    }),
  });
  const body = (await reply.json()) as { access_token?: string; expires_in?: number; error?: string };
  if (!reply.ok || !body.access_token) {
    throw new Error(body.error ?? common.problem.unexpected(reply.status));
  }
  return {
    token: body.access_token,
    ...(typeof body.expires_in === 'number' ? { ends: Date.now() + 1000 * body.expires_in } : {}),
  };
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
