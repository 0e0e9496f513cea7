import * as z from 'zod';
import { userError } from '../../src/core/errors.ts';
import type { Json } from '../../src/core/json.ts';
import { type Row, stepIds } from './item.ts';
import type { Scope } from './run.ts';

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

const texts = z.array(z.string()).optional();
const scope = z.object({ accounts: texts, regions: texts, only: z.array(z.enum(stepIds)).optional(), relays: texts });
const kind = z.object({ noroshi: z.literal('rollout plan'), version: z.unknown() });
const schema = z.object({
  ...kind.shape,
  version: z.literal(1),
  madeAt: z.string(),
  scope,
  rows: z.array(rowSchema),
});

/** What somebody looked at and agreed to, and what part of the installation it was about. */
type Plan = Readonly<{ rows: readonly Row[]; scope: Scope }>;

/** A plan as text: what was seen and what would be written, one row a line, so that two of them can be compared. */
export function writePlan({ rows, scope }: Plan, now: number): string {
  const lines = rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n');
  const head = JSON.stringify({ noroshi: 'rollout plan', version: 1, madeAt: new Date(now).toISOString(), scope });
  return `${head.slice(0, -1)},"rows":[\n${lines}\n]}\n`;
}

/** A plan from its text. Throws BAD_FILE for anything else. */
export function readPlan(text: string, file: string): Plan {
  const found = findJson(text);
  const { success, data } = schema.safeParse(found);
  if (success) return { rows: data.rows.map(toRow), scope: toScope(data.scope) };
  const { version = 1 } = kind.safeParse(found).data ?? {};
  const problem = version === 1 ? 'it is no plan of a rollout' : 'this plan was made by another version of Noroshi';
  throw userError('BAD_FILE', { file, problem, advice: makePlan });
}

function toScope({ accounts, regions, only, relays }: z.infer<typeof scope>): Scope {
  return {
    ...(accounts && { accounts }),
    ...(regions && { regions }),
    ...(only && { only }),
    ...(relays && { relays }),
  };
}

export const makePlan = 'Make a plan with: npm run rollout -- plan --out FILE';

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
