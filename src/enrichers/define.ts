import type { Fact } from '../core/alert.ts';
import type { ItemSummary } from '../core/ports.ts';
import type { Resource } from '../core/resource.ts';

/** What an enricher makes of what the aggregator knows of a resource: a fact to show, a name to call it by, or neither. */
export type Enrichment = Readonly<{ fact?: Fact; name?: string }>;

/** One fact that we add to an alert about its resources. */
export type Enricher = Readonly<{
  id: string;
  /** How the fact is called when it is unavailable. */
  label: string;
  resourceTypes: 'all' | readonly string[];
  /** IAM actions that the bot's read role needs for it. */
  permissions: readonly string[];
  /** Pure: the aggregator is asked once for a whole batch, by the flow. */
  enrich(resource: Resource, summary: ItemSummary): Enrichment;
}>;

/** Defines an enricher. */
export function defineEnricher(definition: Enricher): Enricher {
  return definition;
}
