import { createSwitchMain } from './switch.ts';

/** `noroshi off [--reason TEXT]`: stops every remediation; 0 when they are off and it is written down. */
export const main = createSwitchMain('off');
