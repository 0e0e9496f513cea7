import type { Actor, Change, Fact } from '../alert.ts';
import type { Resource } from '../resource.ts';
import { clipped, oneLine } from './phrase.ts';

/**
 * Everything that an event says was written by somebody else. These make it fit to be shown and stored: nothing invisible,
 * no text that turns around, no end of length. Escaping for a place (Slack, a terminal) is that place's work.
 */

/** A piece of a sentence keeps the space at its ends, for pieces are joined as they are. */
export function tidyPiece(piece: string): string {
  const start = /^\s/.test(piece) ? ' ' : '';
  const end = /\s$/.test(piece) ? ' ' : '';
  const inner = oneLine(piece, 400);
  return inner === '' ? start || end : `${start}${inner}${end}`;
}

/** Names and ids on one line; an id that AWS would not give is cut where it becomes absurd. */
export function tidyResource({ type, id, accountId, region, name, arn }: Resource): Resource {
  return {
    type: oneLine(type, 128),
    id: oneLine(id, 768),
    accountId: oneLine(accountId, 64),
    region: oneLine(region, 64),
    ...(name ? { name: oneLine(name, 256) } : {}),
    ...(arn ? { arn: oneLine(arn, 1024) } : {}),
  };
}

export function tidyActor({ type, name, arn, sourceIp, userAgent, mfa }: Actor): Actor {
  return {
    type: oneLine(type, 64),
    name: oneLine(name, 256),
    ...(arn ? { arn: oneLine(arn, 1024) } : {}),
    ...(sourceIp ? { sourceIp: oneLine(sourceIp, 128) } : {}),
    ...(userAgent ? { userAgent: oneLine(userAgent, 256) } : {}),
    ...(mfa === undefined ? {} : { mfa }),
  };
}

export function tidyChange({ field, before, after }: Change): Change {
  return { field: oneLine(field, 128), before: before && oneLine(before, 500), after: after && oneLine(after, 500) };
}

export function tidyIds(ids: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, oneLine(id, 4000)]));
}

/** Facts may have lines: descriptions and messages are written in them. */
export function tidyFact(fact: Fact): Fact {
  if ('unavailable' in fact) return { label: oneLine(fact.label, 80), unavailable: oneLine(fact.unavailable, 300) };
  const lines = fact.value.split(/\r?\n/).map((line) => oneLine(line, 1000));
  return { label: oneLine(fact.label, 80), value: clipped(lines.join('\n').trim(), 1500) };
}
