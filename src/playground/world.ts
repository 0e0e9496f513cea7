import { type Resource, resourceKey } from '../core/resource.ts';
import type { Settings } from '../core/settings.ts';
import { makeRandom } from './random.ts';
import { seedHistory } from './seed-network.ts';
import { seedResources } from './seed-resources.ts';
import { seedRules } from './seed-rules.ts';
import { scene } from './seed-scene.ts';
import type { RuleMark, WorldEvaluation, WorldItem, WorldRule } from './world-item.ts';

/** Everything that exists in the playground's accounts, and how it changes. */
export type World = Readonly<{
  accounts: readonly Readonly<{ id: string; name: string }>[];
  regions: readonly string[];
  scene: typeof scene;
  rules: readonly WorldRule[];
  listItems(): readonly WorldItem[];
  findItem(resource: Pick<Resource, 'accountId' | 'region' | 'type' | 'id'>): WorldItem | undefined;
  /** Newest first. */
  listHistory(resource: Pick<Resource, 'accountId' | 'region' | 'type' | 'id'>): readonly WorldItem[];
  /** A new configuration of a resource that is there, recorded now. */
  change(item: WorldItem, configuration: WorldItem['configuration']): void;
  /** A resource that was not there, recorded now; one that is there stays as it is. */
  add(item: WorldItem): void;
  /** Takes a resource away; its history stays and ends with that. */
  remove(resource: Pick<Resource, 'accountId' | 'region' | 'type' | 'id'>): void;
  /** What EC2 knows of a security group's rule beside what AWS Config records: its id and its tags. */
  ruleMarks: Map<string, RuleMark>;
  /** Tells of everything that is recorded from now on. */
  onRecorded(listener: (item: WorldItem) => void): void;
  findRule(place: Pick<WorldRule, 'accountId' | 'region'>, name: string): WorldRule | undefined;
  listEvaluations(): readonly WorldEvaluation[];
  findEvaluation(
    of: Pick<WorldEvaluation, 'accountId' | 'region' | 'rule' | 'type' | 'id'>,
  ): WorldEvaluation | undefined;
  putEvaluation(evaluation: WorldEvaluation): void;
}>;

/** The seeded world; the same settings, seed and start give the same one. */
export function makeWorld(options: { settings: Settings; seed: number; now: () => number }): World {
  const { settings, seed, now } = options;
  const accounts = settings.accounts.map(({ id, name }) => ({ id, name }));
  const regions = settings.regions === 'enabled' ? [settings.security.region] : settings.regions;
  const items = new Map<string, WorldItem[]>();
  for (const item of seedResources({ accounts, regions, seed, now: now() }))
    items.set(resourceKey(item.resource), [...seedHistory(item, now())]);
  const present = (versions: readonly WorldItem[] | undefined) =>
    versions?.[0]?.status === 'ResourceDeleted' ? undefined : versions?.[0];
  const list = () => [...items.values()].flatMap((versions) => present(versions) ?? []);
  const listeners: ((item: WorldItem) => void)[] = [];
  const record = (item: WorldItem) => {
    items.set(resourceKey(item.resource), [item, ...(items.get(resourceKey(item.resource)) ?? [])]);
    for (const listener of listeners) listener(item);
  };
  const { rules, evaluations } = seedRules({
    custom: settings.configRules,
    accounts,
    regions,
    items: list(),
    now: now(),
    random: makeRandom(seed, 'rules'),
  });
  const verdicts = new Map(evaluations.map((evaluation) => [evaluationKey(evaluation), evaluation]));
  return {
    accounts,
    regions,
    scene,
    rules,
    listItems: list,
    findItem: (resource) => present(items.get(resourceKey(resource))),
    listHistory: (resource) => items.get(resourceKey(resource)) ?? [],
    change(item, configuration) {
      const versions = items.get(resourceKey(item.resource))?.length ?? 0;
      record({ ...item, status: 'OK', configuration, capturedAt: now(), stateId: String(versions + 1) });
    },
    add(item) {
      if (!present(items.get(resourceKey(item.resource)))) record(item);
    },
    remove(resource) {
      const versions = items.get(resourceKey(resource)) ?? [];
      const item = present(versions);
      if (!item) return;
      const stateId = String(versions.length + 1);
      record({ ...item, status: 'ResourceDeleted', configuration: {}, relationships: [], capturedAt: now(), stateId });
    },
    ruleMarks: new Map(),
    onRecorded: (listener) => void listeners.push(listener),
    findRule: ({ accountId, region }, name) =>
      rules.find((rule) => rule.accountId === accountId && rule.region === region && rule.name === name),
    listEvaluations: () => [...verdicts.values()],
    findEvaluation: (of) => verdicts.get(evaluationKey(of)),
    putEvaluation: (evaluation) => void verdicts.set(evaluationKey(evaluation), evaluation),
  };
}

function evaluationKey(of: Pick<WorldEvaluation, 'accountId' | 'region' | 'rule' | 'type' | 'id'>): string {
  return [of.accountId, of.region, of.rule, of.type, of.id].join('|');
}
