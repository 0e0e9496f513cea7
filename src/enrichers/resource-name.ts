import { readText } from '../core/text/lenient.ts';
import { oneLine } from '../core/text/phrase.ts';
import { defineEnricher } from './define.ts';

/** The name that the service itself gave the resource, for what has no Name tag. */
export const resourceName = defineEnricher({
  id: 'resource-name',
  label: 'Name',
  resourceTypes: 'all',
  permissions: ['config:SelectAggregateResourceConfig'],
  enrich(_resource, { resource, tags }) {
    const name = readText(tags['Name']) ? undefined : readText(resource.name);
    return name ? { name: oneLine(name, 256) } : {};
  },
});
