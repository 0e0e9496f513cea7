import { matchesCondition } from './condition.ts';
import type { Resource } from './resource.ts';
import type { Settings } from './settings.ts';

type Tags = Readonly<Record<string, string>>;
type Exemption = Settings['exempt'][number];

/** Whether a resource is left alone: with the reason as a clause; `unknown` where only its tags could tell, and cannot be had. */
export type Exempted = Readonly<{ state: 'exempt' | 'unknown'; reason: string }> | Readonly<{ state: 'no' }>;

/** What carries no tags, or none that AWS Config could tell: only its id exempts it. */
const untagged: readonly string[] = ['AWS::::Account', 'AWS::Config::ConfigurationRecorder', 'AWS::GuardDuty::Finding'];

/**
 * Whether the settings exempt a resource from every remediation, however it is asked for. All that an exemption names must
 * hold; it lasts to the end of its day (UTC). `tags` are those that the resource has now, nothing when they are not known;
 * `now` in ms.
 */
export function exemptionOf(
  exempt: Settings['exempt'],
  { resource, tags }: Readonly<{ resource: Resource; tags?: Tags | undefined }>,
  now: number,
): Exempted {
  const lasting = exempt.filter((one) => now < endOf(one) && isNamed(one, resource));
  const found = lasting.find(({ tag }) => tag === undefined || (tags && matchesCondition({ tags }, { tag })));
  if (found) return { state: 'exempt', reason: reasonOf(found) };
  return lasting.length > 0 && tags === undefined && !untagged.includes(resource.type)
    ? { state: 'unknown', reason: 'its tags could not be read, and the settings exempt some resources by their tags' }
    : { state: 'no' };
}

/** In ms; a day that ends nothing is further than every clock. */
function endOf({ until }: Exemption): number {
  return until === undefined ? Number.POSITIVE_INFINITY : Date.parse(`${until}T00:00:00Z`) + 24 * 60 * 60_000;
}

function isNamed({ resource: wanted }: Exemption, resource: Resource): boolean {
  return wanted === undefined || matchesCondition({ resources: [resource] }, { resource: wanted });
}

function reasonOf({ because, until }: Exemption): string {
  return `the settings exempt it${until === undefined ? '' : ` until ${until}`}: ${because}`;
}
