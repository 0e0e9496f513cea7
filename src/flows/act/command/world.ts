import type { Aggregator } from '../../../core/ports.ts';
import type { ActWorld } from '../world.ts';

/** What a command works with: it names its resource in words, which AWS Config's aggregator finds. */
export type CommandWorld = ActWorld & Readonly<{ aggregator: Pick<Aggregator, 'findResources'> }>;
