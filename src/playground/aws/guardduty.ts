import { z } from 'zod';
import type { WorldItem } from '../world-item.ts';
import { AwsError } from './aws-error.ts';
import type { WatchParts } from './cloudtrail.ts';
import { sessionCall } from './event-shapes.ts';
import { type Caller, mustBeAllowed } from './identity.ts';
import { defineAction, defineModel, type Model } from './model.ts';
import type { Route } from './rest-json-protocol.ts';

/** How GuardDuty's actions are reached ("GuardDuty API Reference"). */
export const guarddutyRoutes: readonly Route[] = [
  ['GET', '/detector', 'ListDetectors'],
  ['GET', '/detector/{detectorId}', 'GetDetector'],
  ['POST', '/detector/{detectorId}', 'UpdateDetector'],
  ['GET', '/detector/{detectorId}/administrator', 'GetAdministratorAccount'],
  ['POST', '/detector/{detectorId}/findings', 'ListFindings'],
  ['POST', '/detector/{detectorId}/findings/get', 'GetFindings'],
  ['POST', '/detector/{detectorId}/findings/archive', 'ArchiveFindings'],
  ['POST', '/detector/{detectorId}/findings/unarchive', 'UnarchiveFindings'],
];

const detectorId = z.string().min(1).max(300);
const findings = z.strictObject({ detectorId, findingIds: z.array(z.string().max(300)).max(50) });
const listing = z.strictObject({
  detectorId,
  findingCriteria: z
    .strictObject({
      criterion: z.strictObject({ updatedAt: z.strictObject({ greaterThanOrEqual: z.number() }).optional() }),
    })
    .optional(),
  maxResults: z.number().int().min(1).max(50).optional(),
  nextToken: z.string().optional(),
});
const detectorType = 'AWS::GuardDuty::Detector';
const findingType = 'AWS::GuardDuty::Finding';

/** GuardDuty's detectors and the findings that were sent here. */
export function makeGuardduty(parts: WatchParts): Model {
  const { world } = parts;
  return defineModel(
    {
      ListDetectors: defineAction(z.strictObject({}), (_, caller) => {
        mustBeAllowed(caller, 'guardduty:ListDetectors', '*');
        return { detectorIds: itemsOf(parts, caller, detectorType).map(({ resource }) => resource.id) };
      }),
      GetDetector: defineAction(z.strictObject({ detectorId }), (input, caller) => {
        const { configuration } = mustFind(parts, caller, { ...input, action: 'GetDetector' });
        return {
          status: configuration['status'],
          serviceRole: '',
          findingPublishingFrequency: 'FIFTEEN_MINUTES',
          tags: {},
        };
      }),
      UpdateDetector: defineAction(z.strictObject({ detectorId, enable: z.boolean().optional() }), (input, caller) => {
        const detector = mustFind(parts, caller, { ...input, action: 'UpdateDetector' });
        const status = input.enable === false ? 'DISABLED' : 'ENABLED';
        world.change(detector, { ...detector.configuration, status });
        tell(parts, caller, { eventName: 'UpdateDetector', requestParameters: input });
        return {};
      }),
      GetAdministratorAccount: defineAction(z.strictObject({ detectorId }), (input, caller) => {
        const { configuration } = mustFind(parts, caller, { ...input, action: 'GetAdministratorAccount' });
        const accountId = configuration['administrator'];
        return accountId === undefined ? {} : { administrator: { accountId, relationshipStatus: 'Enabled' } };
      }),
      ListFindings: defineAction(listing, ({ detectorId: id, findingCriteria }, caller) => {
        mustFind(parts, caller, { detectorId: id, action: 'ListFindings' });
        const since = findingCriteria?.criterion.updatedAt?.greaterThanOrEqual ?? 0;
        const isNew = ({ configuration }: WorldItem) => Date.parse(String(configuration['updatedAt'])) >= since;
        const found = itemsOf(parts, caller, findingType).filter(isNew);
        return { findingIds: found.map(({ resource }) => resource.id), nextToken: '' };
      }),
      GetFindings: defineAction(findings, (input, caller) => {
        mustFind(parts, caller, { ...input, action: 'GetFindings' });
        return { findings: findingsOf(parts, caller, input.findingIds).map(({ configuration }) => configuration) };
      }),
      ArchiveFindings: defineAction(findings, (input, caller) => archive(parts, caller, { ...input, to: true })),
      UnarchiveFindings: defineAction(findings, (input, caller) => archive(parts, caller, { ...input, to: false })),
    },
    { invalid: 'BadRequestException', unknownAction: 'UnknownOperationException' },
  );
}

function archive(parts: WatchParts, caller: Caller, input: z.infer<typeof findings> & { to: boolean }): object {
  const { to, ...requestParameters } = input;
  const eventName = to ? 'ArchiveFindings' : 'UnarchiveFindings';
  const detector = mustFind(parts, caller, { ...input, action: eventName });
  if (detector.configuration['administrator'] !== undefined) {
    throw bad('the account is not the administrator account: members may not archive findings');
  }
  const found = findingsOf(parts, caller, input.findingIds);
  if (found.length < input.findingIds.length) throw bad('one or more finding ids are not valid');
  for (const one of found) {
    const { service } = one.configuration;
    parts.world.change(one, {
      ...one.configuration,
      service: { ...(typeof service === 'object' ? service : {}), archived: to },
    });
  }
  tell(parts, caller, { eventName, requestParameters });
  return {};
}

function tell(parts: WatchParts, caller: Caller, call: { eventName: string; requestParameters: object }): void {
  const { now, random, emit } = parts;
  emit(sessionCall(caller, { service: 'guardduty', ...call, responseElements: null }, { at: now(), random }));
}

function itemsOf({ world }: WatchParts, { accountId, region }: Caller, type: string): readonly WorldItem[] {
  return world
    .listItems()
    .filter(({ resource: of }) => of.type === type && of.accountId === accountId && of.region === region);
}

function findingsOf(parts: WatchParts, caller: Caller, ids: readonly string[]): readonly WorldItem[] {
  return itemsOf(parts, caller, findingType).filter(({ resource }) => ids.includes(resource.id));
}

/** What the Service Authorization Reference holds to a detector; the other actions know no resource. */
const onDetectors: ReadonlySet<string> = new Set(['GetDetector', 'UpdateDetector']);

function mustFind(parts: WatchParts, caller: Caller, of: { detectorId: string; action: string }): WorldItem {
  const arn = `arn:aws:guardduty:${caller.region}:${caller.accountId}:detector/${of.detectorId}`;
  mustBeAllowed(caller, `guardduty:${of.action}`, onDetectors.has(of.action) ? arn : '*');
  const found = itemsOf(parts, caller, detectorType).find(({ resource }) => resource.id === of.detectorId);
  if (found) return found;
  throw bad('the input detectorId is not owned by the current account');
}

function bad(why: string): AwsError {
  return new AwsError('BadRequestException', `The request is rejected because ${why}.`);
}
