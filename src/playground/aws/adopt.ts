import { z } from 'zod';
import type { SecurityEvent } from '../../core/events/event.ts';
import type { World } from '../world.ts';
import type { WorldItem } from '../world-item.ts';
import { adoptCalls } from './adopt-calls.ts';
import { adoptDetection } from './adopt-detection.ts';
import { adoptRules } from './adopt-rules.ts';

const verdict = z.object({
  configRuleName: z.string(),
  resourceType: z.string(),
  resourceId: z.string(),
  newEvaluationResult: z.object({
    complianceType: z.enum(['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE']),
    annotation: z.string().nullish(),
    resultRecordedTime: z.string().nullish(),
  }),
});
const tag = z.object({ key: z.string(), value: z.string() });
const launch = z.object({
  eventSource: z.literal('ec2.amazonaws.com'),
  eventName: z.literal('RunInstances'),
  errorCode: z.undefined().optional(),
  responseElements: z.object({
    instancesSet: z.object({
      items: z.array(
        z.looseObject({
          instanceId: z.string().regex(/^i-[0-9a-f]{8,17}$/),
          tagSet: z.object({ items: z.array(tag) }).optional(),
          placement: z.object({ availabilityZone: z.string() }).optional(),
        }),
      ),
    }),
  }),
});

type Context = Readonly<{ world: World; now: () => number }>;

/**
 * What somebody sends is true here from then on: a compliance change, so that its remediation finds what it is about, and an
 * instance that was launched, so that AWS Config records it and asks its rules; also what watches the accounts.
 */
export function adopt(event: SecurityEvent, context: Context): void {
  adoptVerdict(event, context);
  adoptInstances(event, context);
  adoptDetection(event, context);
  adoptCalls(event, context);
  adoptRules(event, context);
}

function adoptVerdict(event: SecurityEvent, { world, now }: Context): void {
  const parsed = verdict.safeParse(event.detail);
  const place = { accountId: event.account, region: event.region };
  if (!parsed.success || !world.findRule(place, parsed.data.configRuleName)) return;
  const { configRuleName: rule, resourceType: type, resourceId: id, newEvaluationResult } = parsed.data;
  const { complianceType: compliance, annotation, resultRecordedTime } = newEvaluationResult;
  const recordedAt = Date.parse(resultRecordedTime ?? '') || now();
  world.putEvaluation({ ...place, rule, type, id, compliance, recordedAt, ...(annotation ? { annotation } : {}) });
}

function adoptInstances({ detail, account, region }: SecurityEvent, { world, now }: Context): void {
  const parsed = launch.safeParse(detail);
  if (!parsed.success || !world.accounts.some(({ id }) => id === account) || !world.regions.includes(region)) return;
  for (const one of parsed.data.responseElements.instancesSet.items) {
    const { tagSet, placement, instanceId: id, ...configuration } = one;
    const item: WorldItem = {
      resource: {
        ...{ type: 'AWS::EC2::Instance', id, accountId: account, region },
        arn: `arn:aws:ec2:${region}:${account}:instance/${id}`,
      },
      ...{ status: 'ResourceDiscovered', stateId: '1', createdAt: now(), capturedAt: now() },
      availabilityZone: placement?.availabilityZone ?? `${region}a`,
      tags: Object.fromEntries((tagSet?.items ?? []).map(({ key, value }) => [key, value])),
      configuration: { ...configuration, instanceId: id, state: { code: 16, name: 'running' } },
      relationships: [],
    };
    world.add(item);
  }
}
