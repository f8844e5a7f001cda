/** Every text of the admin console that the operator console does not show. */
export const texts = {
  name: 'Admin console',
  namespaces: {
    title: 'Namespaces',
    empty: 'There is no namespace that your token reaches.',
    namespace: 'Namespace',
    description: 'Description',
    state: 'State',
    settings: 'Settings',
  },
};
