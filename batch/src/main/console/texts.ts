/** Every text of the operator console that the admin console does not show. */
export const texts = {
  name: 'Operator console',
  backlog: {
    title: 'Backlog',
    empty: 'There is no namespace that your token reaches.',
    namespace: 'Namespace',
    dirty: 'Dirty',
    oldest: 'Oldest',
    quarantined: 'In quarantine',
    history: 'History pending',
  },
};
