import { useEffect, useRef, useState } from 'preact/hooks';
import { caller, type Caller } from './caller';
import { callAs, Problem } from './client';
import { Dialog } from './dialog';
import { Field } from './field';
import { Notice } from './notice';
import { leave, leaveAside } from './oidc';
import { dismiss, lapse } from './renew';
import { farewell, signIn, signOut, type Session } from './session';
import type { Installation } from './settings';
import { useSignal } from './signal';
import { common } from './texts';

const texts = common.signIn;

/** What a user can do whatever the console is for. */
const PROBE = 'v1/caller';

/** Tries a token, and goes on with it; on a page of somebody else, from the beginning. */
async function takeUp(next: Session): Promise<void> {
  const { body } = await callAs<Caller>(next.token, PROBE);
  const before = caller.get();
  if (before !== undefined && before.owner !== body.owner) {
    signOut();
  }
  signIn(next);
}

/** The page of those who are not signed in. */
export function SignIn({ name, installation }: { name: string; installation: Installation }) {
  const goodbye = useSignal(farewell);
  return (
    <main class="sign-in" id="content">
      <h1>{name}</h1>
      {installation.title && <p class="faint">{installation.title}</p>}
      {goodbye && <Notice kind="warn">{goodbye}</Notice>}
      <Ways installation={installation} toProvider={leave} />
    </main>
  );
}

/** Asks, over what is on the page, those whose token is no longer good. */
export function SignInAgain({ installation }: { installation: Installation }) {
  const now = useSignal(lapse);
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);
  if (!now) {
    return null;
  }
  if (now.dismissed) {
    return (
      <div class="again">
        <Notice kind="warn">
          <p>{texts.later}</p>
          <button type="button" onClick={() => lapse.set({ dismissed: false })}>
            {texts.again}
          </button>
        </Notice>
      </div>
    );
  }
  return (
    <Dialog title={texts.again} onClose={dismiss}>
      <p>{texts.kept}</p>
      <Ways
        focused
        installation={installation}
        toProvider={async (provider) => {
          stop.current.abort();
          stop.current = new AbortController();
          await takeUp(await leaveAside(provider, stop.current.signal));
        }}
      />
    </Dialog>
  );
}

/** The provider, if there is one, and a token, which is tried. */
function Ways({ focused = false, installation, toProvider }: {
  /** Whether one can begin at once, in a dialog. */
  focused?: boolean;
  installation: Installation;
  toProvider: (provider: NonNullable<Installation['oidc']>) => Promise<void>;
}) {
  const [token, setToken] = useState('');
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);

  async function submit(): Promise<void> {
    const given = token.trim().replace(/^Bearer\s+/i, '');
    if (given === '' || busy) {
      setFault(given === '' ? texts.missing : undefined);
      return;
    }
    setBusy(true);
    setFault(undefined);
    try {
      // What no header can carry is no token, and fetch would not send it.
      if (!/^[\x21-\x7e]+$/.test(given)) {
        throw new Problem(401, '', texts.refused, {});
      }
      await takeUp({ token: given });
    } catch (failure) {
      setBusy(false);
      setFault(explain(failure));
    }
  }

  return (
    <>
      {installation.oidc && (
        <>
          <button
            type="button"
            class="primary"
            autofocus={focused}
            onClick={() =>
              toProvider(installation.oidc!).catch(
                (failure: Error) => failure.name !== 'AbortError' && setFault(texts.providerFailed(failure.message)),
              )
            }
          >
            {texts.provider}
          </button>
          <p class="faint">{texts.or}</p>
        </>
      )}
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Field label={texts.token} hint={texts.hint} fault={fault}>
          <input
            type="password"
            autofocus={focused && !installation.oidc}
            autocomplete="off"
            spellcheck={false}
            value={token}
            onInput={(event) => setToken(event.currentTarget.value)}
          />
        </Field>
        <button type="submit" class={installation.oidc ? '' : 'primary'}>
          {busy ? texts.busy : texts.submit}
        </button>
      </form>
    </>
  );
}

function explain(failure: unknown): string {
  if (failure instanceof Problem) {
    return failure.status === 401 ? common.signIn.refused : failure.status === 403 ? common.signIn.forbidden : failure.detail;
  }
  return String(failure);
}
