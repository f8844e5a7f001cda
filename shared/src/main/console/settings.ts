/** What the server says of this installation (console.json). */
export interface Installation {
  title: string;
  colour: 'none' | 'blue' | 'green' | 'amber' | 'red';
  adminUrl: string | null;
  operatorUrl: string | null;
  oidc: { issuer: string; clientId: string; scope: string } | null;
}

export async function loadInstallation(): Promise<Installation> {
  const answer = await fetch(address('console.json'), { headers: { Accept: 'application/json' } });
  if (!answer.ok) {
    throw new Error(`console.json: ${answer.status}`);
  }
  return (await answer.json()) as Installation;
}

/** Where this page is, without file, query and fragment: it may be below a prefix. */
export function home(): string {
  return new URL('.', location.href).href;
}

/** A path, relative to the page, such as v1/namespaces. */
export function address(path: string): string {
  return new URL(path, home()).href;
}
