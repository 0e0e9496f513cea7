import { readText } from '../core/text/lenient.ts';
import { oneLine } from '../core/text/phrase.ts';
import { defineEnricher } from './define.ts';

/** Whom to ask about a resource: its tag `Owner`, however it is spelled. */
export const ownerTag = defineEnricher({
  id: 'owner-tag',
  label: 'Owner',
  resourceTypes: 'all',
  permissions: ['config:SelectAggregateResourceConfig'],
  enrich(_resource, { tags }) {
    const key = Object.keys(tags).find((candidate) => candidate.toLowerCase() === 'owner');
    const owner = key === undefined ? undefined : readText(tags[key]);
    return owner ? { fact: { label: 'Owner', value: oneLine(owner, 256) } } : {};
  },
});
