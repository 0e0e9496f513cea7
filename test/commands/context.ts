import { type CommandContext, commands } from '../../src/commands/index.ts';
import type { LookUps } from '../../src/core/look-ups.ts';
import type { Aggregator } from '../../src/core/ports.ts';
import type { SearchTrail, TrailQuery, TrailResult } from '../../src/core/search/trail-query.ts';
import { someSettings } from '../delivery/settings.ts';

export const askedAt = Date.UTC(2026, 10, 20, 16, 40);

/** An aggregator that knows nothing, but for what is given. */
export function createAggregatorOf(knows: Partial<Aggregator>): Aggregator {
  return {
    findSummaries: async () => new Map(),
    findItem: async () => undefined,
    findResources: async () => [],
    ...knows,
  };
}

/** Look-ups that find nothing, but for what is given. */
export function createLookUpsOf(knows: Partial<LookUps>): LookUps {
  return {
    find: async () => [],
    findLike: async () => [],
    loadHistory: async () => [],
    listVerdicts: async () => [],
    countRules: async () => ({ found: [], more: false }),
    listBroken: async () => ({ found: [], more: false }),
    listBreaches: async () => ({ found: [], more: false }),
    searchIn: () => createFakeSearch([]).search,
    ...knows,
  };
}

/** What a command works with; searching is refused unless it is given. */
export function createContext(change: Partial<CommandContext> = {}): CommandContext {
  return {
    settings: someSettings(),
    aggregator: createAggregatorOf({}),
    lookUps: createLookUpsOf({}),
    mendsOf: () => [],
    search: async () => {
      throw new Error('Nobody should search');
    },
    saved: { listSaved: async () => [], putSaved: async () => 'kept', removeSaved: async () => false },
    readAudit: async () => ({ entries: [], more: false }),
    ...{ askedAt, askedBy: 'U0ALICE', jobKey: 'key-of-the-question' },
    quiet: {
      listOpen: async () => [],
      findChannel: async () => undefined,
      findStorm: async () => undefined,
      listMutes: async () => [],
      acknowledge: async () => {},
      mute: async () => {},
      unmute: async () => undefined,
    },
    stop: new AbortController().signal,
    commands,
    ...change,
  };
}

/** A search that notes what was asked and finds `records`. */
export function createFakeSearch(records: readonly string[], change: Partial<TrailResult['summary']> = {}) {
  const asked: TrailQuery[] = [];
  const search: SearchTrail = async (query, options) => {
    asked.push(query);
    options?.onProgress?.({ objects: 1, compressedBytes: 1, inflatedBytes: 1, records: 1, matches: 0 });
    const summary = {
      ...{ objects: 3, compressedBytes: 100, inflatedBytes: 1000, records: 50, matches: records.length },
      ...{ duplicates: 0, seconds: 1.25, failedObjects: [] },
      ...change,
    };
    return { records, summary };
  };
  return { search, asked };
}

/** A CloudTrail record as it stands in a log. */
export function aRecord(change: object = {}): string {
  return JSON.stringify({
    eventTime: '2026-11-20T16:00:00Z',
    eventName: 'AuthorizeSecurityGroupIngress',
    eventSource: 'ec2.amazonaws.com',
    awsRegion: 'us-east-1',
    recipientAccountId: '111122223333',
    sourceIPAddress: '203.0.113.7',
    userIdentity: { type: 'IAMUser', userName: 'mallory', arn: 'arn:aws:iam::111122223333:user/mallory' },
    requestParameters: { groupId: 'sg-0123456789abcdef0' },
    ...change,
  });
}
