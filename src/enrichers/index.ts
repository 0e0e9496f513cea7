import { type Alert, type Fact, titleOf } from '../core/alert.ts';
import type { ItemSummary } from '../core/ports.ts';
import { type Resource, resourceKey } from '../core/resource.ts';
import { listed, oneLine } from '../core/text/phrase.ts';
import type { Enricher, Enrichment } from './define.ts';
import { nameTag } from './name-tag.ts';
import { ownerTag } from './owner-tag.ts';
import { resourceName } from './resource-name.ts';

/** Every fact that we add, in the order in which it is shown. */
export const enrichers: readonly Enricher[] = [nameTag, resourceName, ownerTag];

/** What the aggregator knew, by `resourceKey`; or why it could not be asked. */
export type Found = ReadonlyMap<string, ItemSummary> | Readonly<{ unavailable: string }>;

/** While AWS Config is asked again, and when it is not any more. */
const notRecorded = { yet: 'not recorded by AWS Config yet', ever: 'not recorded by AWS Config' };

/** `isLast`: nobody will ask again, so nothing is said to be still on its way. */
type Asking = Readonly<{ isLast?: boolean }>;

/**
 * The alert with names, tags and facts that the aggregator knew, and its title made anew. Pure, and the same when run
 * again: what a later answer knows takes the place of an earlier "unavailable".
 */
export function enrichAlert(alert: Alert, found: Found, asking: Asking = {}): Alert {
  const primary = alert.resources[0];
  const enriched = alert.resources.map((resource) => enrichResource(resource, knownOf(resource, alert, found)));
  const resources = enriched.map(({ resource }) => resource);
  const added = [...nameFacts(alert, resources, { found, ...asking }), ...enriched.flatMap(({ facts }) => facts)];
  const tags = primary && summaryOf(primary, found)?.tags;
  return {
    ...alert,
    resources,
    title: titleOf(alert.sentence, resources),
    facts: [...alert.facts.filter((fact) => !isReplaced(fact, added)), ...added],
    ...(tags && { tags }),
  };
}

/**
 * Whether AWS Config may know more of the alert's resources some minutes later: it did not answer, or had not recorded one
 * of them yet.
 */
export function isIncomplete(alert: Alert, found: Found): boolean {
  return alert.resources.filter(isAskable).some((resource) => summaryOf(resource, found) === undefined);
}

/** What the enrichers of its type make of what is known about a resource. */
function enrichResource(
  resource: Resource,
  summary: ItemSummary | undefined,
): { resource: Resource; facts: readonly Fact[] } {
  if (!summary) return { resource, facts: [] };
  const enrichments: readonly Enrichment[] = enrichers
    .filter(({ resourceTypes }) => resourceTypes === 'all' || resourceTypes.includes(resource.type))
    .map((enricher) => enricher.enrich(resource, summary));
  const name = enrichments.find((enrichment) => enrichment.name !== undefined)?.name ?? resource.name;
  const arn = resource.arn ?? summary.resource.arn;
  return {
    resource: { ...resource, ...(name && { name }), ...(arn && { arn }) },
    facts: enrichments.flatMap(({ fact }) => (fact ? [fact] : [])),
  };
}

/** The primary resource's name where the sentence does not tell it already, or the one reason why names are missing. */
function nameFacts(
  alert: Alert,
  named: readonly Resource[],
  { found, isLast }: Asking & { found: Found },
): readonly Fact[] {
  const askable = alert.resources.filter(isAskable);
  if (askable.length === 0) return [];
  const [primary] = named;
  const nameless = askable.filter(
    (one) => isOpaque(one) && !named.some(({ name, ...rest }) => name && resourceKey(rest) === resourceKey(one)),
  );
  if ('unavailable' in found && nameless.length > 0) return [unnamed(nameless, alert, found.unavailable)];
  const isTold = alert.sentence.some((piece) => typeof piece !== 'string' && piece.resource === 0);
  const name: readonly Fact[] =
    primary?.name && primary.name !== primary.id && !isTold ? [{ label: 'Name', value: primary.name }] : [];
  const missing = nameless.filter((resource) => !summaryOf(resource, found));
  if (missing.length === 0 || name.length > 0) return name;
  return [unnamed(missing, alert, isLast ? notRecorded.ever : notRecorded.yet)];
}

/** Why names are missing, and of which resources where there are several. */
function unnamed(missing: readonly Resource[], { resources }: Alert, why: string): Fact {
  if (resources.length < 2) return { label: 'Name', unavailable: why };
  const ids = missing.slice(0, 3).map(({ id }) => oneLine(id, 60));
  const others = missing.length - ids.length;
  return { label: 'Name', unavailable: `${listed(others > 0 ? [...ids, `${others} more`] : ids)}: ${why}` };
}

/** What the aggregator knows, else the tags that the event told of its first resource. */
function knownOf(resource: Resource, { resources, tags }: Alert, found: Found): ItemSummary | undefined {
  const isPrimary = resource === resources[0];
  return summaryOf(resource, found) ?? (isPrimary && tags ? { resource, tags } : undefined);
}

function summaryOf(resource: Resource, found: Found): ItemSummary | undefined {
  return 'unavailable' in found ? undefined : found.get(resourceKey(resource));
}

/** Whole accounts (`AWS::::Account`) and resources of nobody we know have no item to be found. */
function isAskable({ type, accountId }: Resource): boolean {
  return /^\d{12}$/.test(accountId) && !type.startsWith('AWS::::');
}

/** Whether people need a name beside the id: a bucket's or a user's id is what they call it. */
function isOpaque({ type, id }: Resource): boolean {
  return type.startsWith('AWS::EC2::') || id.startsWith('arn:') || /[0-9a-f]{8}/.test(id);
}

function isReplaced(fact: Fact, added: readonly Fact[]): boolean {
  const isOurs = enrichers.some(({ label }) => label === fact.label);
  return isOurs && ('unavailable' in fact || added.some(({ label }) => label === fact.label));
}
