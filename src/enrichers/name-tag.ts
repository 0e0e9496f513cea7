import { readText } from '../core/text/lenient.ts';
import { oneLine } from '../core/text/phrase.ts';
import { defineEnricher } from './define.ts';

/** What people call a resource: its Name tag. */
export const nameTag = defineEnricher({
  id: 'name-tag',
  label: 'Name',
  resourceTypes: 'all',
  permissions: ['config:SelectAggregateResourceConfig'],
  enrich(_resource, { tags }) {
    const name = readText(tags['Name']);
    return name ? { name: oneLine(name, 256) } : {};
  },
});
