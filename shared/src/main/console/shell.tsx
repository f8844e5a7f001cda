import licences from 'licences.txt';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Boundary } from './boundary';
import { caller, loadCaller, useCaller } from './caller';
import type { Console } from './console';
import { useLoad } from './load';
import { Failure, Loading } from './notice';
import { link, place, type Place } from './router';
import { session, signOut } from './session';
import type { Installation } from './settings';
import { useSignal } from './signal';
import { SignIn, SignInAgain } from './sign-in';
import { common } from './texts';
import { setTheme, theme, type Theme } from './theme';
import { Toasts } from './toast';

/** The page: header, navigation, and the view that the address names. */
export function Shell({ console: app, installation }: { console: Console; installation: Installation }) {
  const signedIn = useSignal(session);
  return (
    <>
      <a class="skip" href="#content" onClick={skip}>
        {common.skip}
      </a>
      <Header app={app} installation={installation} signedIn={signedIn !== undefined} />
      {signedIn ? <Known app={app} token={signedIn.token} /> : <SignIn name={app.name} installation={installation} />}
      {signedIn && <SignInAgain installation={installation} />}
      <footer class="footer">
        <a href={new URL(licences, import.meta.url).href}>{common.licences}</a>
      </footer>
      <Toasts />
    </>
  );
}

function Header({ app, installation, signedIn }: { app: Console; installation: Installation; signedIn: boolean }) {
  const other = app.kind === 'admin' ? installation.operatorUrl : installation.adminUrl;
  const look = useSignal(theme);
  const { owner, role, namespaces } = useCaller();
  return (
    <header class={`banner colour-${installation.colour}`}>
      <p class="brand">
        <strong>{common.product}</strong> <span>{app.name}</span>
        {installation.title && <span class="installation">{installation.title}</span>}
      </p>
      <div class="tools">
        {other && (
          <a href={other} rel="noreferrer">
            {common.otherConsole[app.kind]}
          </a>
        )}
        <label>
          <span class="hidden">{common.theme.label}</span>
          <select value={look} onChange={(event) => setTheme(event.currentTarget.value as Theme)}>
            {(['auto', 'light', 'dark'] as const).map((each) => (
              <option key={each} value={each}>
                {common.theme[each]}
              </option>
            ))}
          </select>
        </label>
        {owner && role && (
          <span class="caller" title={namespaces ? common.caller.confined(namespaces) : common.caller.everywhere}>
            <span class="hidden">{common.caller.label} </span>
            <span class="owner">{owner}</span> <span class="badge">{common.caller.roles[role]}</span>
            {namespaces && <span class="hidden"> {common.caller.confined(namespaces)}</span>}
          </span>
        )}
        {signedIn && (
          <button type="button" onClick={() => signOut()}>
            {common.signIn.out}
          </button>
        )}
      </div>
    </header>
  );
}

/** The views, once it is known what they may offer. */
function Known({ app, token }: { app: Console; token: string }) {
  const { failure, reload } = useLoad(loadCaller, [token]);
  if (useSignal(caller)) {
    // With the next token the same views go on.
    return <Views app={app} />;
  }
  return <main id="content" class="alone">{failure ? <Failure failure={failure} retry={reload} /> : <Loading />}</main>;
}

function Views({ app }: { app: Console }) {
  const here = useSignal(place);
  const [name = app.views[0]?.path] = here.segments;
  const view = app.views.find((each) => each.path === name);
  const content = useRef<HTMLElement>(null);
  const first = useRef(true);
  const address = here.segments.join('/');
  useEffect(() => {
    document.title = `${view?.title ?? common.notFound} – ${app.name} – ${common.product}`;
    // Who changes the view by keyboard goes on in it, and hears which it is.
    if (!first.current) {
      content.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    first.current = false;
  }, [address]);
  return (
    <div class="body">
      <nav aria-label={common.navigation}>
        <ul>
          {app.views.map((each) => (
            <li key={each.path}>
              <a href={link([each.path])} {...(each === view ? { 'aria-current': 'page' as const } : {})}>
                {each.title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <main id="content" tabIndex={-1} ref={content}>
        <Boundary key={address}>{view ? <Drawn draw={view.draw} here={here} /> : <p>{common.notFound}</p>}</Boundary>
      </main>
    </div>
  );
}

/** A component of its own, so that the view's hooks are its own. */
function Drawn({ draw: Draw, here }: { draw: (props: { here: Place }) => ComponentChildren; here: Place }) {
  return <Draw here={here} />;
}

/** The fragment is the router's: the link moves the focus only. */
function skip(event: Event): void {
  event.preventDefault();
  const content = document.getElementById('content');
  content?.setAttribute('tabindex', '-1');
  content?.focus();
}
