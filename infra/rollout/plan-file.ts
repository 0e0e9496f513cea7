import * as z from 'zod';
import { userError } from '../../src/core/errors.ts';
import type { Json } from '../../src/core/json.ts';
import { type Row, stepIds } from './item.ts';

const json: z.ZodType<Json> = z.json();

/** A row of a report, as scripts get it and as a plan keeps it. */
export const rowSchema = z.object({
  accountId: z.string(),
  region: z.string(),
  step: z.enum(stepIds),
  object: z.string(),
  state: z.enum(['same', 'missing', 'different', 'foreign', 'error', 'done']),
  before: json.optional(),
  after: json.optional(),
  reason: z.string().optional(),
});

const schema = z.object({
  noroshi: z.literal('rollout plan'),
  version: z.literal(1),
  madeAt: z.string(),
  rows: z.array(rowSchema),
});

/** A plan as text: what was seen and what would be written, one row a line, so that two of them can be compared. */
export function writePlan(rows: readonly Row[], now: number): string {
  const lines = rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n');
  return `{"noroshi":"rollout plan","version":1,"madeAt":"${new Date(now).toISOString()}","rows":[\n${lines}\n]}\n`;
}

/** The rows of a plan. Throws BAD_FILE for anything else. */
export function readPlan(text: string, file: string): readonly Row[] {
  const parsed = schema.safeParse(findJson(text));
  if (parsed.success) return parsed.data.rows.map(toRow);
  const advice = 'Make a plan with: npm run rollout -- plan --out FILE';
  throw userError('BAD_FILE', { file, problem: 'it is no plan of a rollout', advice });
}

/** A row as it was written: what was left out stays left out. */
export function toRow({ before, after, reason, ...row }: z.infer<typeof rowSchema>): Row {
  return {
    ...row,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    ...(reason !== undefined && { reason }),
  };
}

function findJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
