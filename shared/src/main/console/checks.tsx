import { call } from './client';
import { useLoad } from './load';
import { Notice } from './notice';
import { common } from './texts';

/** How a server is set, as the node saw it last. */
interface Check {
  id: string;
  outcome: 'ok' | 'warning' | 'unknown';
  found: string;
  expected: string;
  remedy: string;
}

const EVERY_SECONDS = 15;

/** What is to be done at the servers so that nothing is lost; nothing where all is well, and where nobody can tell. */
export function Checks() {
  const { data } = useLoad((signal) => call<{ checks: Check[] }>('v1/checks', { signal }).then(({ body }) => body.checks), [], EVERY_SECONDS);
  const warnings = (data ?? []).filter((check) => check.outcome === 'warning');
  if (warnings.length === 0) {
    return null;
  }
  return (
    <Notice kind="warn">
      <p>
        <strong>{common.checks.title(warnings.length)}</strong>
      </p>
      <ul class="checks">
        {warnings.map((check) => (
          <li key={check.id}>
            <code>{check.id}</code>: {common.checks.found(check.found, check.expected)} {check.remedy}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
