import { createContext, useContext } from 'react';

type InputErrors = Readonly<Record<string, string>>;

export const InputErrors = createContext<InputErrors>({});

/** What the app found wrong with a modal's inputs, by block id. */
export function useInputErrors(): InputErrors {
  return useContext(InputErrors);
}
