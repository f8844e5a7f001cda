import { useState } from 'preact/hooks';
import { callAs, Problem } from './client';
import { Field } from './field';
import { Notice } from './notice';
import { leave } from './oidc';
import { farewell, signIn } from './session';
import type { Installation } from './settings';
import { useSignal } from './signal';
import { common } from './texts';

/**
 * Asks for a token, and tries it.
 *
 * @param probe a call that everybody who may use this console may make
 */
export function SignIn({ name, probe, installation }: { name: string; probe: string; installation: Installation }) {
  const [token, setToken] = useState('');
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const goodbye = useSignal(farewell);
  const texts = common.signIn;

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
      await callAs(given, probe);
      signIn({ token: given });
    } catch (failure) {
      setBusy(false);
      setFault(explain(failure));
    }
  }

  return (
    <main class="sign-in" id="content">
      <h1>{name}</h1>
      {installation.title && <p class="faint">{installation.title}</p>}
      {goodbye && <Notice kind="warn">{goodbye}</Notice>}
      {installation.oidc && (
        <>
          <button
            type="button"
            class="primary"
            onClick={() => leave(installation.oidc!).catch((failure: Error) => setFault(texts.providerFailed(failure.message)))}
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
    </main>
  );
}

function explain(failure: unknown): string {
  if (failure instanceof Problem) {
    return failure.status === 401 ? common.signIn.refused : failure.status === 403 ? common.signIn.forbidden : failure.detail;
  }
  return String(failure);
}
