/** Every text that both consoles show. Those of one console are in its own texts.ts. */
export const common = {
  product: 'Sluice',
  skip: 'Skip to the content',
  navigation: 'Views',
  notFound: 'There is no such view.',
  failed: 'This view has failed. Load the page again; if that does not help, tell your administrator what you did.',
  reload: 'Load again',
  retry: 'Try again',
  loading: 'Loading…',
  close: 'Close',
  cancel: 'Cancel',
  more: 'Show more',
  none: '–',
  shown: (shown: number, all: number) => `${count(shown)} of ${count(all)} shown`,
  sortBy: (column: string) => `Sort by ${column}`,
  otherConsole: { admin: 'Operator console', operator: 'Admin console' },
  theme: { label: 'Appearance', auto: 'As the system', light: 'Light', dark: 'Dark' },
  signIn: {
    title: 'Sign in',
    token: 'Access token',
    hint: 'The token is kept for this tab only, until you sign out or close it.',
    submit: 'Sign in',
    busy: 'Signing in…',
    provider: 'Sign in with OpenID Connect',
    or: 'or',
    missing: 'Enter an access token.',
    refused: 'This token is not valid. Check that it was copied in full and has not expired.',
    forbidden: 'This token is valid, but does not allow this console to be used.',
    again: 'Sign in again',
    kept: 'Your token is no longer valid. What is on the page stays as it is; what you were about to do goes on once you have signed in.',
    later: 'You are not signed in any more. What is on the page may be out of date, and nothing can be changed.',
    blocked: 'the browser has not let this page open a window; allow it to, or use a token',
    elsewhere: 'You are signed in. This window can be closed.',
    expired: 'You have been signed out: the token is no longer valid.',
    providerFailed: (why: string) => `Signing in with OpenID Connect has failed: ${why}`,
    providerState: 'the answer does not belong to a sign-in that this tab has begun',
    out: 'Sign out',
  },
  caller: {
    label: 'Signed in as',
    roles: { reader: 'Reader', editor: 'Editor', operator: 'Operator' },
    everywhere: 'In all namespaces',
    confined: (namespaces: string[]) => `Only in ${namespaces.length === 0 ? 'no namespace' : namespaces.join(', ')}`,
  },
  problem: {
    unreachable: 'The server cannot be reached. What you see may be out of date.',
    unexpected: (status: number) => `The server answered with status ${status}.`,
    expected: (what: string) => `Expected: ${what}`,
    requestId: (id: string) => `Request ${id}`,
  },
  checks: {
    title: (warnings: number) => (warnings === 1 ? 'A server is not set as it should be.' : `Servers are not set as they should be, in ${count(warnings)} ways.`),
    found: (found: string, expected: string) => `${found}, and should be: ${expected}.`,
  },
  stream: { live: 'Live', connecting: 'Connecting…', waiting: 'Not connected, trying again' },
  time: 'Time',
  licences: 'Licences',
  copied: 'Copied.',
  copy: 'Copy',
};

const numbers = new Intl.NumberFormat('en');

export function count(value: number): string {
  return numbers.format(value);
}
