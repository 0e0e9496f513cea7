import { globalRegionOf } from '../../../infra/definitions/recording.ts';
import type { Ask } from '../../../infra/rollout/ask.ts';
import type { Drift, Planted } from './drift.ts';
import { otherBucket } from './other-bucket.ts';

const Name = 'noroshi';
const ofFunctions = { Type: 'AWS::Lambda::Function', Values: ['arn:aws:lambda'] };

function drift(
  what: string,
  plant: (ask: Ask, planted: Planted) => Promise<unknown>,
  also: Partial<Drift> = {},
): Drift {
  return {
    ...{ step: 'trail', what, object: /^trail noroshi$/, accountId: 'member' },
    plant: async (ask, planted) => {
      await plant(ask(planted.member, globalRegionOf(planted.settings)), planted);
    },
    ...also,
  };
}

/** What somebody may do to the trail. */
export const fromTrail: readonly Drift[] = [
  drift('it does not log any more', (ask) => ask('cloudtrail:StopLogging', { Name }), { reason: /does not log/ }),
  drift('its files are not checked', (ask) => ask('cloudtrail:UpdateTrail', { Name, EnableLogFileValidation: false })),
  drift('it logs one region', (ask) => ask('cloudtrail:UpdateTrail', { Name, IsMultiRegionTrail: false })),
  drift('it says nothing of global services', (ask) =>
    ask('cloudtrail:UpdateTrail', { Name, IsMultiRegionTrail: false, IncludeGlobalServiceEvents: false }),
  ),
  drift('it delivers to somebody else', (ask, planted) =>
    ask('cloudtrail:UpdateTrail', { Name, S3BucketName: otherBucket(planted) }),
  ),
  drift('it logs only what changes something', (ask) => {
    const EventSelectors = [{ ReadWriteType: 'WriteOnly' as const, IncludeManagementEvents: true, DataResources: [] }];
    return ask('cloudtrail:PutEventSelectors', { TrailName: Name, EventSelectors });
  }),
  drift('it leaves out KMS', (ask) => {
    const ExcludeManagementEventSources = ['kms.amazonaws.com'];
    const EventSelectors = [
      {
        ReadWriteType: 'All' as const,
        IncludeManagementEvents: true,
        DataResources: [],
        ExcludeManagementEventSources,
      },
    ];
    return ask('cloudtrail:PutEventSelectors', { TrailName: Name, EventSelectors });
  }),
  drift('it logs calls of functions only', (ask) => {
    const EventSelectors = [
      { ReadWriteType: 'All' as const, IncludeManagementEvents: false, DataResources: [ofFunctions] },
    ];
    return ask('cloudtrail:PutEventSelectors', { TrailName: Name, EventSelectors });
  }),
  drift('it logs objects only', (ask) => {
    const FieldSelectors = [
      { Field: 'eventCategory', Equals: ['Data'] },
      { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
    ];
    return ask('cloudtrail:PutEventSelectors', { TrailName: Name, AdvancedEventSelectors: [{ FieldSelectors }] });
  }),
  drift('it is gone', (ask) => ask('cloudtrail:DeleteTrail', { Name }), { state: 'missing' }),
];
