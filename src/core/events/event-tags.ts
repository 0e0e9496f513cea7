import { isObject, readList, readText } from '../text/lenient.ts';
import type { SecurityEvent } from './event.ts';

type Tags = Readonly<Record<string, string>>;
type Body = Readonly<Record<string, unknown>>;

/**
 * The tags that an event itself tells of what it is about: what a call gave to the thing that it made, what a finding or a
 * configuration item knows of it. Of a resource that is minutes old nobody else knows them yet. Undefined where it tells none.
 */
export function tagsInEvent({ detail }: SecurityEvent): Tags | undefined {
  const item = bodyAt(detail, 'configurationItem');
  const resource = bodyAt(detail, 'resource');
  // A finding about a key is about its user or role; the instance that stands beside has tags of its own.
  const finding = resource['resourceType'] === 'AccessKey' ? {} : resource;
  const [hub] = readList(detail['findings']).filter(isObject);
  const [hubResource] = readList(hub?.['Resources']).filter(isObject);
  const [bucket] = readList(finding['s3BucketDetails']).filter(isObject);
  const candidates = [
    ...(isCreation(detail) ? givenTo(bodyAt(detail, 'requestParameters')) : []),
    item['tags'],
    bodyAt(finding, 'instanceDetails')['tags'],
    bodyAt(finding, 'rdsDbInstanceDetails')['tags'],
    bucket?.['tags'],
    hubResource?.['Tags'],
  ];
  const found = candidates.map(tagsIn).find((tags) => Object.keys(tags).length > 0);
  return found;
}

/** Calls that make something; those that tag what is there tell only some of its tags. */
function isCreation({ eventName }: Body): boolean {
  return (
    typeof eventName === 'string' && /^(?:Create(?!Tags)|Run|Allocate|Copy|Import|Register|Restore)/.test(eventName)
  );
}

function givenTo(request: Body): readonly unknown[] {
  const specifications = readList(request['tagSpecificationSet'] ?? request['tagSpecification']).filter(isObject);
  return [...specifications.map((one) => one['tags'] ?? one['tag'] ?? one['Tag']), request['tags'], request['tagSet']];
}

/** Either `{ key: value }`, or a list of `{ key, value }` in any spelling. */
function tagsIn(value: unknown): Tags {
  const listed = readList(value).filter(isObject);
  const pairs = listed.map((one) => [
    one['key'] ?? one['Key'] ?? one['tagKey'],
    one['value'] ?? one['Value'] ?? one['tagValue'],
  ]);
  const isList = pairs.some(([key]) => readText(key) !== undefined);
  const entries = isList ? pairs : isObject(value) ? Object.entries(value) : [];
  const texts = entries.flatMap(([key, one]) => {
    const name = readText(key);
    return name !== undefined && typeof one === 'string' ? [[name, one] as const] : [];
  });
  return Object.fromEntries(texts.slice(0, 50));
}

function bodyAt(body: Body, key: string): Body {
  const inner = body[key];
  return isObject(inner) ? inner : {};
}
