import type { Stacks } from './stacks.ts';

/** Why findings of cdk-nag are as they are meant to be. */
export function addReasons(_stacks: Stacks): void {}
