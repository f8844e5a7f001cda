import { render, type ComponentChildren } from 'preact';
import { comeBack } from './oidc';
import type { Place } from './router';
import { keepSession } from './renew';
import { farewell, signIn } from './session';
import { loadInstallation } from './settings';
import { Shell } from './shell';
import { Failure } from './notice';
import './style.css';
import { common } from './texts';

/** A view: the first segment of its address, its name in the navigation, and the component that draws it. */
export interface View {
  path: string;
  title: string;
  draw: (props: { here: Place }) => ComponentChildren;
}

export interface Console {
  kind: 'admin' | 'operator';
  name: string;
  views: View[];
}

/** Shows the console in the page. The first view is where one starts. */
export async function start(app: Console): Promise<void> {
  const page = document.getElementById('console')!;
  document.title = `${app.name} – ${common.product}`;
  try {
    const installation = await loadInstallation();
    try {
      const arrived = await comeBack(installation.oidc);
      if (arrived === 'elsewhere') {
        render(<main class="sign-in">{common.signIn.elsewhere}</main>, page);
        return;
      }
      if (arrived) {
        signIn(arrived);
      }
    } catch (failure) {
      farewell.set(common.signIn.providerFailed(failure instanceof Error ? failure.message : String(failure)));
    }
    keepSession(installation.oidc);
    render(<Shell console={app} installation={installation} />, page);
  } catch (failure) {
    console.error(failure);
    render(
      <main class="sign-in">
        <h1>{app.name}</h1>
        <Failure failure={new Error(common.problem.unreachable)} retry={() => location.reload()} />
      </main>,
      page,
    );
  }
}
