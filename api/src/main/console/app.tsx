import { start } from '@console/console';
import { Namespaces } from './namespaces';
import { texts } from './texts';

void start({
  kind: 'admin',
  name: texts.name,
  probe: 'v1/namespaces?limit=1',
  views: [{ path: 'namespaces', title: texts.namespaces.title, draw: Namespaces }],
});
