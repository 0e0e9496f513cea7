import { createContext } from 'react';

/** Whether what is drawn stands in the Home tab, where a press has no message. */
export const InHome = createContext(false);
