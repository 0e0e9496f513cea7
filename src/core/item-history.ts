import type { Change, Fact } from './alert.ts';
import { isObject } from './lenient.ts';
import { spaced } from './phrase.ts';
import type { ConfigurationItem } from './ports.ts';
import { factsOf } from './resource-facts.ts';

/**
 * What is another between two configuration items of one resource, the more telling first: what matters of its type, tags,
 * and then the parts of its configuration by name, whose content is not told.
 */
export function changesBetween(before: ConfigurationItem, after: ConfigurationItem): readonly Change[] {
  return [
    ...differing(namedFacts(before), namedFacts(after)),
    ...differing(tagsOf(before), tagsOf(after)),
    ...partsChanged(before.configuration, after.configuration),
  ];
}

type Values = ReadonlyMap<string, string>;

function differing(before: Values, after: Values): readonly Change[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((field) => {
    const change = { field, before: before.get(field) ?? null, after: after.get(field) ?? null };
    return change.before === change.after ? [] : [change];
  });
}

function namedFacts(item: ConfigurationItem): Values {
  const told = (fact: Fact) => ('value' in fact ? [[fact.label, fact.value] as const] : []);
  return new Map(factsOf(item).flatMap(told));
}

function tagsOf({ tags }: ConfigurationItem): Values {
  return new Map(Object.entries(tags).map(([key, value]) => [`Tag ${key}`, value]));
}

function partsChanged(before: unknown, after: unknown): readonly Change[] {
  if (!isObject(before) || !isObject(after)) return [];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  return changed.map((key) => ({ field: spaced(key), before: 'its earlier form', after: 'another' }));
}
