import { useEffect } from 'preact/hooks';
import { call, path, Problem } from '@console/client';
import { useLoad } from '@console/load';
import { Failure, Notice } from '@console/notice';
import { link, type Place } from '@console/router';
import { toast } from '@console/toast';
import { Definitions } from './definitions';
import { keepSecrets, settle, useDrafts } from './drafts';
import { HistoryView } from './history';
import { Review } from './review';
import { useRights } from './rights';
import { Progress } from './progress';
import { Settings } from './settings-table';
import { isGone, isSecret, useSpace, useSpaceState } from './space';
import { Connection } from './state';
import { texts } from './texts';
import { Transfer } from './transfer';

const t = texts.space;
const PARTS = ['settings', 'changes', 'history', 'definitions', 'transfer'] as const;
type Part = (typeof PARTS)[number];

/** Known from the last time, so that nothing jumps from view to view. */
const descriptions = new Map<string, string>();

/** A namespace: what it is, and one of the views of it. */
export function SpacePage({ namespace, part = 'settings', here }: { namespace: string; part: string | undefined; here: Place }) {
  const space = useSpace(namespace);
  const state = useSpaceState(space);
  const rights = useRights(namespace);
  const { edits } = rights;
  const drafts = useDrafts(namespace).drafts;
  useLoad(async (signal) => {
    const { body } = await call<{ description: string }>(path('v1', 'namespaces', namespace), { signal });
    descriptions.set(namespace, body.description);
  }, [namespace]);
  const description = descriptions.get(namespace);
  useEffect(() => {
    if (state.definitions) {
      keepSecrets(namespace, (name) => isSecret(space, name));
    }
    if (state.loaded) {
      settle(namespace, (name) => space.find(name)).forEach((name) => toast(t.settled(name)));
    }
  }, [state.definitions, state.rows, state.loaded, drafts]);
  if (isGone(state.failure) && (state.failure as Problem).type === 'unknown-namespace') {
    return (
      <>
        <h1>{namespace}</h1>
        <Notice kind="bad">
          <p>{t.unknown}</p>
          <p>
            <a href={link(['namespaces'])}>{t.all}</a>
          </p>
        </Notice>
      </>
    );
  }
  const props = { namespace, space, state, rights, here };
  return (
    <>
      <div class="heading">
        <div>
          <p class="crumb">
            <a href={link(['namespaces'])}>{texts.namespaces.title}</a> <span aria-hidden="true">/</span>
          </p>
          <h1>{namespace}</h1>
          <p class="faint described">{description}</p>
        </div>
        <Connection state={state} />
      </div>
      <nav aria-label={t.parts} class="tabs">
        <ul>
          {PARTS.filter((each) => each !== 'changes' || edits).map((each) => (
            <li key={each}>
              <a href={link(each === 'settings' ? ['namespaces', namespace] : ['namespaces', namespace, each])} {...(each === part ? { 'aria-current': 'page' as const } : {})}>
                {t[each]}
                {each === 'changes' && drafts.size > 0 && (
                  <>
                    {' '}
                    <span class="badge badge-count">{drafts.size}</span>
                  </>
                )}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {state.failure && <Failure failure={state.failure} retry={space.again} />}
      {!state.failure && state.stream === 'waiting' && <Notice kind="warn">{t.cut}</Notice>}
      {state.stream === 'live' && state.node !== 'LIVE' && <Notice kind="warn">{t.stale(state.node)}</Notice>}
      <Progress namespace={namespace} />
      {(part as Part) === 'settings' && <Settings {...props} />}
      {(part as Part) === 'changes' && edits && <Review {...props} />}
      {(part as Part) === 'history' && <HistoryView {...props} />}
      {(part as Part) === 'definitions' && <Definitions {...props} />}
      {(part as Part) === 'transfer' && <Transfer {...props} />}
      {!PARTS.includes(part as Part) && <p class="empty">{t.noPart}</p>}
    </>
  );
}
