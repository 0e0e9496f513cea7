import { listed } from '../text/phrase.ts';
import type { Hit } from './hits.ts';

/** Hits that have something in common, newest first; `term` is what finds those of an actor (`user:`). */
export type HitGroup = Readonly<{ name: string; term?: string; hits: readonly Hit[] }>;

/** By what there are fewer, but more than one: who did it, or what was done. Groups with the most hits first. */
export function groupHits(hits: readonly Hit[]): Readonly<{ by: 'actor' | 'event'; groups: readonly HitGroup[] }> {
  const actors = grouped(hits, (hit) => doerOf(hit).term ?? hit.who);
  const events = grouped(hits, ({ what }) => what);
  const isByActor = events.length === 1 || (actors.length > 1 && actors.length <= events.length);
  const groups = (isByActor ? actors : events).map((all) => groupOf(all, isByActor));
  return { by: isByActor ? 'actor' : 'event', groups };
}

function groupOf(hits: readonly Hit[], isByActor: boolean): HitGroup {
  const [first] = hits;
  if (!first) return { name: '', hits };
  return isByActor ? { ...doerOf(first), hits } : { name: first.what, hits };
}

/** Programs wear a role in a session for each of their machines: the role is who did it. */
function doerOf({ who, actor }: Hit): Readonly<{ name: string; term?: string }> {
  const role = /^(.+) \(session .+\)$/s.exec(who)?.[1];
  const worn = /^.*:assumed-role\/.*\//s.exec(actor ?? '')?.[0];
  if (role !== undefined && worn !== undefined) return { name: role, term: worn };
  return { name: who, ...(actor !== undefined && { term: actor }) };
}

function grouped(hits: readonly Hit[], keyOf: (hit: Hit) => string): readonly (readonly Hit[])[] {
  const groups = new Map<string, Hit[]>();
  for (const hit of hits) {
    const known = groups.get(keyOf(hit));
    if (known) known.push(hit);
    else groups.set(keyOf(hit), [hit]);
  }
  return [...groups.values()].toSorted((a, b) => b.length - a.length);
}

/** What a group did, in a sentence: how often, from when to when, what or who, from where, and what was refused. */
export function describeGroup({ hits }: HitGroup, by: 'actor' | 'event', zone: string): string {
  const others = mostOf(hits.map((hit) => (by === 'actor' ? hit.what : doerOf(hit).name)));
  const origins = mostOf(hits.flatMap(({ from }) => from ?? []));
  const failed = hits.filter(({ error }) => error !== undefined).length;
  const parts = [
    `${times(hits.length)}${spanOf(hits, zone)}: ${by === 'actor' ? '' : 'by '}${others}`,
    ...(origins === '' ? [] : [`from ${origins}`]),
    ...(failed > 0 ? [`${failed === hits.length ? 'all' : failed} of them failed or were refused`] : []),
  ];
  return parts.join('; ');
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

/** ` between 16:00:01 and 16:40:59`, with the day where it is not the same. */
function spanOf(hits: readonly Hit[], zone: string): string {
  const known = hits.flatMap(({ at }) => at ?? []);
  if (known.length === 0) return '';
  const [from, to] = [Math.min(...known), Math.max(...known)].map((ms) => clockOf(ms, zone)) as [string, string];
  return from === to
    ? ` at ${from} ${zone}`
    : ` between ${from} and ${dayOf(from) === dayOf(to) ? to.slice(11) : to} ${zone}`;
}

function dayOf(clock: string): string {
  return clock.slice(0, 10);
}

/** `2026-11-20 16:40:05`, as clocks of that zone show it. */
function clockOf(ms: number, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(ms);
}

const mostNamed = 3;

/** `RunInstances (12), StopInstances (2) and 4 others`. */
function mostOf(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const sorted = [...counts].toSorted(([, a], [, b]) => b - a);
  const named = sorted.slice(0, mostNamed).map(([word, count]) => (count > 1 ? `${word} (${count})` : word));
  const left = sorted.length - named.length;
  return listed(left > 0 ? [...named, `${left} ${left === 1 ? 'other' : 'others'}`] : named);
}
