import type { ComponentChildren } from 'preact';
import { start, type View } from '@console/console';
import type { Place } from '@console/router';
import { Actions } from './actions';
import { Asking } from './asking';
import { Backlog } from './backlog';
import { History } from './history';
import './operator.css';
import { AsItWas } from './past';
import { Quarantine } from './quarantine';
import { Rights } from './rights';
import { Runs } from './runs';
import { Schedule } from './schedule';
import { texts } from './texts';
import { Trouble } from './trouble';

/** A view with what stands on all of them. */
function view(path: string, title: string, Draw: (props: { here: Place }) => ComponentChildren): View {
  return {
    path,
    title,
    draw: ({ here }) => (
      <>
        <Trouble />
        <Rights />
        <Draw here={here} />
        <Asking />
      </>
    ),
  };
}

void start({
  kind: 'operator',
  name: texts.name,
  views: [
    view('backlog', texts.backlog.title, Backlog),
    view('runs', texts.runs.title, Runs),
    view('quarantine', texts.quarantine.title, Quarantine),
    view('schedule', texts.schedule.title, Schedule),
    view('history', texts.history.title, History),
    view('past', texts.past.title, AsItWas),
    view('actions', texts.audit.title, Actions),
  ],
});
