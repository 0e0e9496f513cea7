import { everywhere, readArguments } from '../../src/cli/arguments.ts';
import { userError } from '../../src/core/errors.ts';
import type { Settings } from '../../src/core/settings.ts';
import { findNearest } from '../../src/core/text/nearest.ts';
import { globalRegionOf } from '../definitions/recording.ts';
import { type StepId, stepIds } from './item.ts';
import type { Scope } from './run.ts';

const commands = ['plan', 'apply', 'verify', 'remove', 'bootstrap'] as const;
type CommandName = (typeof commands)[number];

const usage = `Usage: npm run rollout -- ${commands.join('|')} [options]`;

export const help = `${usage}

Sets up every account of the settings in every region, with SDK calls alone: neither Organizations nor CloudFormation.

  plan       reads everything, changes nothing, and says what is missing, different or foreign
  apply      writes what is missing or different; a run that was cut goes on where it was
  verify     reads everything back, and whether it works (what AWS says of its deliveries)
  remove     takes away what the rollout made, last things first; logs and buckets stay
  bootstrap  prints the roles that each account must have before anything else

  --settings FILE    the settings file; otherwise NOROSHI_SETTINGS, or infra/noroshi.yml
  --account A        only this account, by id or name; may stand several times
  --region R         only this region; may stand several times
  --only STEP        only this step; may stand several times: ${stepIds.join(', ')}
  --relay R          a region that the home bus cannot be reached from: it gets a bus of its own
  --json             everything as JSON on standard output
  --out FILE         plan: keeps the plan in a file
  --plan FILE        apply: writes what that plan says and nothing else; what has changed since is left alone
  --allow-weaken     apply, remove: also what would stop or narrow logging, recording or detection
  --journal FILE     apply: where it is written down what was done; noroshi-rollout.journal.jsonl otherwise
  --send-test-event  verify: sends an event through every account and region, and waits for it
  --yes              remove: without it you are only told what would go

Exit code 0: all as it should be, 2: there are differences, 1: something failed, 64: wrong usage.
`;

const options = {
  ...everywhere,
  account: { type: 'string', multiple: true },
  region: { type: 'string', multiple: true },
  only: { type: 'string', multiple: true },
  relay: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  out: { type: 'string' },
  plan: { type: 'string' },
  'allow-weaken': { type: 'boolean' },
  journal: { type: 'string' },
  'send-test-event': { type: 'boolean' },
  yes: { type: 'boolean' },
} as const;

/** Which options only one command takes. */
const belongsTo: Readonly<Record<string, readonly CommandName[]>> = {
  out: ['plan'],
  plan: ['apply'],
  'allow-weaken': ['apply', 'remove'],
  journal: ['apply'],
  'send-test-event': ['verify'],
  yes: ['remove'],
};

/** What somebody asked of the rollout, read from the command line. Throws USAGE. */
export function readCommand(argv: readonly string[]) {
  const { values, positionals } = readArguments(argv, { options, usage });
  if (values.help) return { help: true } as const;
  const [name, ...more] = positionals;
  const command = commands.find((one) => one === name);
  if (!command) {
    const near = name === undefined ? undefined : findNearest(name, commands);
    const advice = near ? `; did you mean ${near}?` : `; there are ${commands.join(', ')}.`;
    throw userError('USAGE', {
      problem: name === undefined ? 'What is to be done?' : `There is no ${name}${advice}`,
      usage,
    });
  }
  if (more.length > 0) throw userError('USAGE', { problem: `“${more[0]}” means nothing here.`, usage });
  const stray = Object.keys(values).find((key) => !(belongsTo[key] ?? [command]).includes(command));
  if (stray) throw userError('USAGE', { problem: `--${stray} is for ${belongsTo[stray]?.join(' and ')} only.`, usage });
  return { help: false, command, values } as const;
}

type Named = Readonly<Partial<Record<'account' | 'region' | 'only' | 'relay', readonly string[]>>>;

/** Which accounts, regions and steps are meant. Throws USAGE for what is not in the settings. */
export function scopeOf({ account, region, only, relay }: Named, settings: Settings): Scope {
  return {
    ...(account && { accounts: account.map((one) => accountIdOf(one, settings)) }),
    ...(region && { regions: region.map((one) => regionOf(one, settings)) }),
    ...(only && { only: only.flatMap((one) => one.split(',')).map(stepOf) }),
    ...(relay && { relays: relay.map((one) => regionOf(one, settings)) }),
  };
}

function accountIdOf(word: string, { accounts, security }: Settings): string {
  const known = accounts.find(({ id, name }) => id === word || name === word);
  if (known) return known.id;
  if (word === security.account) return word;
  const near = findNearest(
    word,
    accounts.map(({ name }) => name),
  );
  const advice = near ? `; did you mean ${near}?` : '.';
  throw userError('USAGE', { problem: `No account ${word} is in the settings${advice}`, usage });
}

/** One of those that are set up; where the settings say `enabled`, only AWS knows which those are. */
function regionOf(word: string, settings: Settings): string {
  const always = [settings.security.region, globalRegionOf(settings)];
  const isKnown = settings.regions === 'enabled' ? isRegion(word) : [...settings.regions, ...always].includes(word);
  if (isKnown) return word;
  const regions = [...new Set([...(settings.regions === 'enabled' ? [] : settings.regions), ...always])];
  const near = findNearest(word, regions);
  const advice = near ? `; did you mean ${near}?` : `; the regions are ${regions.join(', ')}.`;
  throw userError('USAGE', { problem: `There is no region ${word} in the settings${advice}`, usage });
}

function isRegion(word: string): boolean {
  return /^[a-z]{2}(-[a-z]+)+-\d+$/.test(word);
}

function stepOf(word: string): StepId {
  const step = stepIds.find((one) => one === word);
  if (step) return step;
  const near = findNearest(word, stepIds);
  const advice = near ? `; did you mean ${near}?` : `; the steps are ${stepIds.join(', ')}.`;
  throw userError('USAGE', { problem: `There is no step ${word}${advice}`, usage });
}
