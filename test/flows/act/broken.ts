import * as z from 'zod/mini';
import type { RemediationRequest } from '../../../src/core/remediation.ts';
import { defineRemediation, type Remediation } from '../../../src/remediations/define.ts';

/**
 * A resource that is broken until it is fixed, and the remediation that fixes it and counts what it does: `direct`, or
 * `followed` for five seconds. Each await of it goes through `reach`.
 */
export function breakSomething({
  kind,
  approval,
  reach,
  latest,
  now,
}: Readonly<{
  kind: 'direct' | 'followed';
  approval: 'clicker' | 'second-person';
  reach: (what: string) => Promise<void>;
  /** The request as it is, to be looked at when it is carried out. */
  latest: () => Promise<RemediationRequest | undefined>;
  now: () => number;
}>) {
  const aws = {
    isBroken: true,
    /** It stays broken whatever is done. */
    isStubborn: false,
    isGone: false,
    detail: 'open to the world',
    verdict: 'NON_COMPLIANT' as string | undefined,
    verdictWhenFixed: 'COMPLIANT' as string | undefined,
    applied: [] as Readonly<{ token: string; request: RemediationRequest | undefined }>[],
    undone: 0,
    startedAt: undefined as number | undefined,
    fails: undefined as Error | undefined,
    evaluated: 0,
    on: ['sg-1'] as readonly string[],
  };
  const remediation: Remediation = defineRemediation({
    id: 'config-remediation',
    title: 'Fix it',
    effect: 'Fixes it.',
    resourceTypes: 'all',
    approval,
    permissions: { read: [], act: ['fake:Fix'], undo: ['fake:Break'] },
    before: z.object({ isBroken: z.boolean(), detail: z.string() }),
    async plan() {
      await reach('plan');
      if (aws.isGone) return { outcome: 'resource-gone', reason: 'it is gone' };
      const { isBroken, detail } = aws;
      const steps = isBroken ? aws.on.map((on) => ({ what: 'fix', on })) : [];
      return { steps, back: [{ what: 'break it again', on: 'sg-1' }], caveats: [], before: { isBroken, detail } };
    },
    async apply(_, __, ctx) {
      await ctx.act(['fake:Fix'], ['arn:aws:fake']);
      await reach('apply');
      if (aws.fails) throw aws.fails;
      aws.applied.push({ token: ctx.token, request: await latest() });
      aws.isBroken = aws.isStubborn;
      aws.startedAt ??= now();
      await reach('applied');
      return { state: kind === 'direct' ? 'applied' : 'running' };
    },
    ...(kind === 'followed' && {
      async follow() {
        await reach('follow');
        if (aws.startedAt === undefined) return { state: 'unseen' as const };
        const isDone = now() >= aws.startedAt + 5000;
        return { state: isDone ? ('applied' as const) : ('running' as const), steps: [] };
      },
    }),
    async undo(_, before, ctx) {
      await ctx.act(['fake:Break'], ['arn:aws:fake']);
      await reach('undo');
      aws.undone += 1;
      aws.isBroken = before.isBroken;
      return { state: 'applied' };
    },
  });
  return { aws, remediation };
}
