import { type Args, type ArgValues, parseArgs } from '../core/args.ts';
import { userError } from '../core/errors.ts';
import type { Reply } from '../core/reply.ts';
import { planSearch, usualLimit } from '../core/search/plan-search.ts';
import { savedReply } from '../core/search/saved-reply.ts';
import { keepSearch, parseSavedName, type SavedSearch, savedKey } from '../core/search/saved-search.ts';
import type { SearchPlan } from '../core/search/search-plan.ts';
import { trailFields } from '../core/search/trail-query.ts';
import { escapeSlack } from '../core/text/slack-text.ts';
import { type CommandContext, defineCommand } from './define.ts';

const example = 'sg-0123456789abcdef0 event:AuthorizeSecurityGroupIngress since:6h';

const table = {
  query: {
    kind: 'query',
    positional: true,
    hint: 'WORDS event:NAME user:WHO ip:ADDRESS …',
    help: `words that a record must hold, capitals matter; AND, OR, NOT and ( ) join them, "quotes" keep words together. Fields: ${trailFields.map((field) => `${field}:`).join(' ')}, and regex: for a pattern. Nothing at all opens a form; saved alone lists the searches that you keep`,
  },
  since: {
    kind: 'text',
    hint: 'TIME',
    help: 'from when on: 30m, 2h, 3d, yesterday, 2026-11-20, 2026-11-20T16:40, or A..B; 24h unless given',
  },
  until: { kind: 'text', hint: 'TIME', help: 'until when; now unless given' },
  zone: { kind: 'text', hint: 'ZONE', help: 'whose days and clocks are meant, e.g. Europe/Berlin; UTC unless given' },
  limit: {
    kind: 'number',
    default: usualLimit,
    min: 1,
    max: 1000,
    hint: 'N',
    help: 'so many records at most, the newest; 100 unless given',
  },
  'ignore-case': { kind: 'text', hint: 'yes', help: 'finds words without regard to case' },
  engine: {
    kind: 'text',
    hint: 'ENGINE',
    help: 'direct reads the log files, athena asks Athena; when it is much, you are asked unless this says direct',
  },
  verify: { kind: 'text', hint: 'yes', help: 'holds the log files of what is found against CloudTrail’s digests' },
  save: {
    kind: 'text',
    hint: 'NAME',
    help: 'keeps this search by a name, for you alone; its times count anew each time',
  },
  saved: { kind: 'text', hint: 'NAME', help: 'asks a search that you kept; what else you write replaces its own' },
  forget: { kind: 'text', hint: 'NAME', help: 'forgets a search that you kept' },
} as const satisfies Args;

type Typed = ArgValues<typeof table>;

/** Searches the CloudTrail logs of all accounts: who did it. */
export const trail = defineCommand({
  id: 'trail',
  summary: 'Find out who did it, in the CloudTrail logs of every account',
  example,
  args: table,
  permissions: ['s3:ListBucket', 's3:GetObject', 'kms:Decrypt'],
  async run(typed, ctx): Promise<Reply | Readonly<{ plan: SearchPlan }>> {
    if (typed.forget !== undefined) return forget(typed.forget, ctx);
    if (isListing(typed)) return savedReply(await ctx.saved.listSaved(ctx.askedBy));
    const whole = typed.saved === undefined ? typed : withSaved(typed, await findSaved(typed.saved, ctx), ctx);
    const plan = planSearch(whole, ctx);
    if (typed.save === undefined) return { plan };
    const saveAs = parseSavedName(typed.save);
    await keepSearch({ name: saveAs, text: plan.typed }, ctx);
    return { plan: { ...plan, saveAs } };
  },
});

/** `saved`, and nothing else. */
function isListing({ query, limit, ...rest }: Typed): boolean {
  return query === 'saved' && limit === usualLimit && Object.values(rest).every((one) => one === undefined);
}

type Keeping = Pick<CommandContext, 'saved' | 'askedBy'>;

async function findSaved(name: string, { saved, askedBy }: Keeping): Promise<SavedSearch> {
  const kept = await saved.listSaved(askedBy);
  const found = kept.find((one) => savedKey(one.name) === savedKey(name));
  if (found) return found;
  throw userError('NOT_FOUND', { what: `A search called “${name}”`, where: 'those that you keep (/aws-trail saved)' });
}

/** What was kept, with what is typed now in the place of what was typed then. */
function withSaved(typed: Typed, { text }: SavedSearch, { askedAt }: CommandContext): Typed {
  const kept = parseArgs(table, escapeSlack(text), { example: `/aws-trail ${example}`, now: askedAt });
  const said = Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== undefined));
  const limit = typed.limit === usualLimit ? kept.limit : typed.limit;
  return { ...kept, ...said, limit };
}

async function forget(name: string, { saved, askedBy }: Keeping): Promise<Reply> {
  const isGone = await saved.removeSaved(askedBy, name);
  if (isGone) return { title: `The search “${name}” is forgotten`, sections: [] };
  throw userError('NOT_FOUND', { what: `A search called “${name}”`, where: 'those that you keep (/aws-trail saved)' });
}
