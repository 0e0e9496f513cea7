import type { Step } from '../place.ts';

export const relay: Step = () => [];
