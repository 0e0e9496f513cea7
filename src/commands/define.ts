import { type Args, type ArgValues, parseArgs, usageOf } from '../core/args.ts';
import type { ReadAudit } from '../core/audit/read.ts';
import type { LookUps } from '../core/look-ups.ts';
import type { Quiet } from '../core/mute.ts';
import type { Aggregator } from '../core/ports.ts';
import type { FollowUp, Reply } from '../core/reply.ts';
import type { Resource } from '../core/resource.ts';
import type { SavedSearches } from '../core/search/saved-search.ts';
import type { SearchPlan } from '../core/search/search-plan.ts';
import type { SearchTrail } from '../core/search/trail-query.ts';
import type { Settings } from '../core/settings.ts';

/** What a command works with. */
export type CommandContext = Readonly<{
  settings: Settings;
  aggregator: Aggregator;
  lookUps: LookUps;
  /** What the policies of the settings let be done about a resource that breaks a rule, each with its confirmation. */
  mendsOf(resource: Resource, rule: string): readonly FollowUp[];
  search: SearchTrail;
  readAudit: ReadAudit;
  saved: SavedSearches;
  /** When it was asked, in ms: "2 hours ago" counts from here however late it runs. */
  askedAt: number;
  /** Who asked, a Slack user's id, and the key of the question, the same however often it is delivered. */
  askedBy: string;
  jobKey: string;
  quiet: Quiet;
  /** Ends a search in time with what was found until then. */
  stop: AbortSignal;
  /** Every command that there is, for the help. */
  commands: readonly CommandHelp[];
}>;

/** What the help tells of a command. */
export type CommandHelp = Readonly<{
  id: string;
  /** `/aws-resource`. */
  name: string;
  summary: string;
  /** Its arguments, without the name; empty when it has none. */
  usage: string;
  /** The whole line, which works when typed. */
  example: string;
  /** Each argument and what it is. */
  args: readonly Readonly<{ name: string; help: string }>[];
}>;

/** What comes of a question: its answer, or a search of the logs, which goes on by itself until it has one. */
export type Answered = Reply | Readonly<{ plan: SearchPlan }>;

/** A slash command that asks something, closed over its arguments. */
export type Command<Answer extends Answered = Answered> = CommandHelp &
  Readonly<{
    /** Who may ask: everybody, or those under `access.investigate`. */
    access: 'everybody' | 'investigators';
    /** IAM actions that the reading roles need for it. */
    permissions: readonly string[];
    /** Parses what was typed and answers it. Throws what the catalogue of errors words for the asker. */
    answer(text: string, ctx: CommandContext): Promise<Answer>;
  }>;

/** A slash command that wants something done: it is only read here, and carried out by `flows/act`. */
export type Order<Asked> = CommandHelp &
  Readonly<{
    /** Reads what was typed at `askedAt` (ms). Throws BAD_ARGUMENT with an example that works. */
    read(text: string, askedAt: number): Asked;
  }>;

type Described<Table extends Args> = Readonly<{
  id: string;
  summary: string;
  /** Instead of what `args` give. */
  usage?: string;
  example: string;
  args: Table;
}>;

/**
 * Defines a slash command: `args` is the one table that gives parsing, types, usage hint and help. `example` is what to type
 * after the command's name, and works. `run` gets the parsed arguments and reads only.
 */
export function defineCommand<const Table extends Args, Answer extends Answered>(
  definition: Described<Table> & {
    access?: Command['access'];
    permissions: readonly string[];
    run: (args: ArgValues<Table>, ctx: CommandContext) => Promise<Answer>;
  },
): Command<Answer> {
  const { args, permissions, run, access = 'investigators' } = definition;
  const described = describe(definition);
  const { example } = described;
  return {
    ...{ ...described, access, permissions },
    answer: async (text, ctx) => run(parseArgs(args, text, { example, now: ctx.askedAt }), ctx),
  };
}

/**
 * Defines a slash command that wants something done, in the same way: `order` makes of what was typed what is wanted, with
 * `parse` where the arguments are those of the table, and `example`, the whole line that works.
 */
export function defineOrder<const Table extends Args, Asked>(
  definition: Described<Table> & {
    order: (text: string, given: Readonly<{ parse: () => ArgValues<Table>; example: string }>) => Asked;
  },
): Order<Asked> {
  const { args, order } = definition;
  const described = describe(definition);
  const { example } = described;
  return {
    ...described,
    read: (text, now) => order(text, { parse: () => parseArgs(args, text, { example, now }), example }),
  };
}

function describe({ id, summary, args, ...rest }: Described<Args>): CommandHelp {
  const name = `/aws-${id}`;
  return {
    ...{ id, name, summary },
    example: `${name} ${rest.example}`.trim(),
    usage: rest.usage ?? usageOf(args),
    args: Object.entries(args).map(([key, arg]) => ({
      name: 'positional' in arg ? arg.hint : `${key}:${arg.hint}`,
      help: arg.help,
    })),
  };
}
