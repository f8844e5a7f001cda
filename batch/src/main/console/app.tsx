import { start } from '@console/console';
import { Backlog } from './backlog';
import { texts } from './texts';

void start({
  kind: 'operator',
  name: texts.name,
  views: [{ path: 'backlog', title: texts.backlog.title, draw: Backlog }],
});
