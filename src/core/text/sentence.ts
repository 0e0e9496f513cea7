import type { Actor, Sentence } from '../alert.ts';
import type { Resource } from '../resource.ts';
import { counted } from './phrase.ts';

/** The resources of an alert as a piece of its sentence: `web (i-a)`, `3 instances: i-a, i-b and i-c`, `12 instances: …`. */
export function resourcesInWords(resources: readonly Resource[], noun: string): Sentence {
  if (resources.length <= 1) return resources.map((_, resource) => ({ resource }));
  const shown = resources.length > 5 ? 3 : resources.length;
  const pieces = Array.from({ length: shown }, (_, resource) => [
    separator(resource, shown, resources.length),
    { resource },
  ]);
  const more = resources.length > shown ? [` and ${resources.length - shown} more`] : [];
  return [`${counted(resources.length, noun)}: `, ...pieces.flat(), ...more].filter((piece) => piece !== '');
}

function separator(index: number, shown: number, all: number): string {
  if (index === 0) return '';
  return index === shown - 1 && shown === all ? ' and ' : ', ';
}

/**
 * A text in which the ids and ARNs of resources have become pieces, so that names found later take their place and the account
 * number in an ARN is not read aloud.
 */
export function withResources(text: string, resources: readonly Resource[]): Sentence {
  const named = resources.flatMap(({ id, arn }, resource): [string, number][] => [
    [id, resource],
    ...(arn ? [[arn, resource] satisfies [string, number]] : []),
  ]);
  const byWord = new Map(named.reverse());
  const words = [...byWord.keys()].sort((a, b) => b.length - a.length);
  if (words.length === 0) return [text];
  const pattern = new RegExp(`(?<![\\w-])(${words.map(escaped).join('|')})(?![\\w-])`);
  return text
    .split(pattern)
    .filter((piece) => piece !== '')
    .map((piece) => {
      const resource = byWord.get(piece);
      return resource === undefined ? piece : { resource };
    });
}

/** Who a sentence begins with. */
export function whoBegins(actor: Actor | undefined): string {
  const name = actor?.name ?? 'somebody';
  return name === 'the root user' || name === 'somebody' ? name.charAt(0).toUpperCase() + name.slice(1) : name;
}

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
