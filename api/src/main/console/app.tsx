import { start } from '@console/console';
import { Namespaces } from './namespaces';
import { Nodes } from './nodes';
import { texts } from './texts';

void start({
  kind: 'admin',
  name: texts.name,
  views: [
    { path: 'namespaces', title: texts.namespaces.title, draw: Namespaces },
    { path: 'nodes', title: texts.nodes.title, draw: Nodes },
  ],
});
