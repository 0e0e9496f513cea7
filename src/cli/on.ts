import { createSwitchMain } from './switch.ts';

/** `noroshi on`: lets remediations go again; 0 when they are on. */
export const main = createSwitchMain('on');
