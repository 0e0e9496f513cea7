import type { CredentialRow } from '../../src/core/items/credential-report.ts';
import type { Evaluation } from '../../src/core/items/evaluation.ts';
import type { ConfigurationItem, Reported, RuleAccount } from '../../src/core/ports.ts';
import { isThere } from '../../src/flows/evaluate/settle.ts';
import type { EvaluateWorld } from '../../src/flows/evaluate.ts';
import { someSettings } from '../delivery/settings.ts';

type Put = Readonly<{ evaluations: readonly Evaluation[]; resultToken: string; testMode: boolean }>;

/** A rule's account in memory; what was asked and put is kept. */
export type FakeAccount = RuleAccount & Readonly<{ asked: string[]; puts: Put[] }>;

/** `items` are the history, newest first; `refuse` says how often Config does not take a resource's evaluation. */
export function fakeAccount({
  items = [],
  reported = [],
  credentials = [],
  accountReported = false,
  refuse = {},
}: {
  items?: readonly ConfigurationItem[];
  reported?: readonly Reported[];
  credentials?: readonly CredentialRow[];
  accountReported?: boolean;
  refuse?: Readonly<Record<string, number>>;
}): FakeAccount {
  const asked: string[] = [];
  const puts: Put[] = [];
  const left = new Map(Object.entries(refuse));
  const ask = <T>(question: string, answer: T): Promise<T> => {
    asked.push(question);
    return Promise.resolve(answer);
  };
  const of = (id: string) => items.filter(({ resource }) => resource.id === id);
  return {
    asked,
    puts,
    findItem: ({ id }, until) =>
      ask('findItem', of(id).length === 0 ? 'gone' : of(id).find(({ capturedAt }) => !until || capturedAt <= until)),
    listResources: (type) =>
      ask(
        'listResources',
        items.filter((item) => isThere(item) && item.resource.type === type).map(({ resource }) => resource),
      ),
    loadItems: (type, resources) =>
      ask(
        'loadItems',
        items.filter(({ resource }) => resource.type === type && resources.some(({ id }) => id === resource.id)),
      ),
    listReported: () => ask('listReported', reported),
    isAccountReported: () => ask('isAccountReported', accountReported),
    loadCredentials: () => ask('loadCredentials', credentials),
    async putEvaluations(evaluations, to) {
      puts.push({ evaluations, ...to });
      return evaluations.filter(({ resource: { id } }) => {
        const times = left.get(id) ?? 0;
        left.set(id, times - 1);
        return times > 0;
      });
    },
  };
}

const now = Date.parse('2026-11-20T12:00:00Z');

/** The world of a function with this account; the lines of its log, and how long it slept. */
export function worldOf(account: RuleAccount = fakeAccount({}), more: Partial<EvaluateWorld> = {}) {
  const lines: string[] = [];
  const slept: number[] = [];
  const note =
    (level: string) =>
    (message: string, fields: object = {}) =>
      void lines.push(
        JSON.stringify({ level, message, ...fields }, (_, value) => (value instanceof Error ? value.message : value)),
      );
  const world: EvaluateWorld = {
    settings: {
      ...someSettings(),
      configRules: [{ name: 'small-machines', custom: 'desired-instance-type', parameters: {} }],
    },
    openAccount: async () => account,
    sound: new Map(),
    log: { info: note('info'), warn: note('warn'), error: note('error') },
    now: () => now,
    sleep: async (ms) => void slept.push(ms),
    ...more,
  };
  return { world, lines, slept };
}

/** Everything that was put. */
export const evaluationsOf = (account: ReturnType<typeof fakeAccount>) =>
  account.puts.flatMap(({ evaluations }) => evaluations);
