import { common } from '@console/texts';
import type { SpaceState } from './space';
import { texts } from './texts';

/** How far a node can be trusted, in a word; what it means is its title. */
export function NodeState({ state }: { state: string }) {
  const look = state === 'LIVE' ? 'good' : 'warn';
  return (
    <span class={`badge badge-${look}`} title={texts.state[state as keyof typeof texts.state] ?? ''}>
      {state}
    </span>
  );
}

/** Whether what is shown follows what happens. */
export function Connection({ state }: { state: SpaceState }) {
  const live = state.stream === 'live' && state.node === 'LIVE';
  return (
    <span class={`badge badge-${live ? 'good' : state.stream === 'connecting' && !state.failure ? '' : 'warn'} connection`} role="status">
      {state.stream === 'live' && state.node !== 'LIVE' ? state.node : common.stream[state.stream]}
    </span>
  );
}
