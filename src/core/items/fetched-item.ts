import { type Alert, type Fact, titleOf } from '../alert.ts';
import type { ConfigurationItem } from '../ports.ts';
import { readText } from '../text/lenient.ts';
import { listed, oneLine } from '../text/phrase.ts';
import { tidyChange, tidyFact } from '../text/tidy.ts';
import { changesOfItem, mostItemChanges } from './item-changes.ts';
import { factsOf } from './resource-facts.ts';

/** The fact that stands where an item could not be fetched. */
const missing = 'What changed';

/** What matters of a configuration item, and its tags: what is shown of one that came without an event. */
export function describeItem(item: ConfigurationItem): readonly Fact[] {
  const tags = Object.entries(item.tags).filter(([key]) => key !== 'Name');
  const told = tags.slice(0, 10).map(([key, value]) => [key, readText(value)].filter(Boolean).join(': '));
  const facts = [...factsOf(item), ...(told.length > 0 ? [{ label: 'Tags', value: told.join('\n') }] : [])];
  return facts.map(tidyFact);
}

/** Whether an alert lacks the item that its event was too small for. */
export function lacksItem({ kind, facts, changes }: Alert): boolean {
  return kind === 'config-oversized-item' && (changes === undefined || facts.some(({ label }) => label === missing));
}

/**
 * The alert with what was fetched: what the item says, and what is different from the one before. `items` come newest first.
 * Running twice is harmless, and what is found later takes the place of a reason why it was not.
 */
export function withItems(alert: Alert, items: readonly ConfigurationItem[]): Alert {
  const [item, before] = items;
  if (!item) return withoutItem(alert, 'AWS Config has not recorded the item');
  const changes = before && !item.status.startsWith('ResourceDeleted') ? changesOfItem(before, item) : [];
  const found = describeItem(item);
  const labels = [missing, ...found.map(({ label }) => label)];
  const fields = changes.map(({ field }) => oneLine(field, 80));
  const shown = fields.length > 3 ? [...fields.slice(0, 2), `${fields.length - 2} other things`] : fields;
  const sentence = shown.length > 0 ? [{ resource: 0 }, ` was changed: ${listed(shown)}`] : alert.sentence;
  return {
    ...alert,
    sentence,
    title: titleOf(sentence, alert.resources),
    changes: changes.slice(0, mostItemChanges).map(tidyChange),
    facts: [...found, ...alert.facts.filter(({ label }) => !labels.includes(label))],
  };
}

/** The alert with the reason why its item could not be fetched, unless it was before. */
export function withoutItem(alert: Alert, why: string): Alert {
  if (!lacksItem(alert)) return alert;
  const facts = alert.facts.filter(({ label }) => label !== missing);
  return { ...alert, facts: [{ label: missing, unavailable: oneLine(why, 200) }, ...facts] };
}
