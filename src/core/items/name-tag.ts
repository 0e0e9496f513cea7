import { isObject, readList, readText } from '../text/lenient.ts';

/** The Name tag among the tags that a request of EC2 gives to what it creates (`tagSpecificationSet`), in any spelling. */
export function nameTag(specifications: unknown): string | undefined {
  const tags = readList(specifications).flatMap((one) =>
    isObject(one) ? readList(one['tags'] ?? one['tag'] ?? one['Tag']) : [],
  );
  return nameAmong(tags);
}

/** The value of the tag `Name` in a list of `{ key, value }`. */
export function nameAmong(tags: readonly unknown[] | undefined): string | undefined {
  const name = tags?.find((tag) => isObject(tag) && (tag['key'] ?? tag['Key']) === 'Name');
  return isObject(name) ? readText(name['value'] ?? name['Value']) : undefined;
}
