import { judge } from '../seed-rules.ts';
import type { WorldItem } from '../world-item.ts';
import type { Ec2Parts } from './ec2-parts.ts';
import { complianceChange } from './event-shapes.ts';

/** AWS Config's managed rules look again at a group that was changed, and tell when they think otherwise of it now. */
export function judgeAgain({ world, now, random, emit }: Ec2Parts, { resource }: WorldItem): void {
  const { accountId, region, type, id } = resource;
  const item = world.findItem(resource);
  if (!item) return;
  const rules = world.rules.filter(
    (rule) => rule.accountId === accountId && rule.region === region && rule.resourceType === type && !rule.custom,
  );
  for (const rule of rules) {
    const before = world.findEvaluation({ accountId, region, rule: rule.name, type, id });
    const { compliance } = judge(item);
    if (!before || before.compliance === compliance) continue;
    const recordedAt = Math.max(now(), before.recordedAt + 1000);
    const after = { accountId, region, rule: rule.name, type, id, compliance, recordedAt };
    world.putEvaluation(after);
    emit(complianceChange({ rule, before, after }, { at: now(), random }));
  }
}
