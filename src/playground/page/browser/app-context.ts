import { createContext, type Dispatch, useContext } from 'react';
import type { Workspace } from '../wire.ts';
import type { Action } from './reduce.ts';
import { initialState, type State } from './state.ts';

type Shared = Readonly<{ state: State; workspace: Workspace; dispatch: Dispatch<Action> }>;

const empty: Workspace = {
  team: { id: '', name: '' },
  app: { id: '', name: '' },
  people: [],
  channels: [],
  groups: [],
  commands: [],
  scenes: [],
  guided: false,
};

export const AppContext = createContext<Shared>({ state: initialState, workspace: empty, dispatch: () => undefined });

/** What the whole page knows, and how it is told what happened. */
export function useApp(): Shared {
  return useContext(AppContext);
}
