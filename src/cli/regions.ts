import { writeFile } from 'node:fs/promises';
import { isSeq, parseDocument } from 'yaml';
import { createClients } from '../aws/clients.ts';
import { type EnabledRegions, findEnabledRegions } from '../aws/enabled-regions.ts';
import { awsReason } from '../core/aws-error.ts';
import { userError } from '../core/errors.ts';
import type { Settings } from '../core/settings.ts';
import { loadSettings } from '../settings.ts';
import { everywhere, readArguments } from './arguments.ts';
import type { CommandMain, Io } from './io.ts';
import { settingsFileOf } from './settings-file.ts';

const usage = 'Usage: noroshi regions [--write] [--settings FILE]';

const help = `${usage}

Prints the regions that are enabled, one a line: in the account of this terminal's credentials and, where the settings have a
rollout, in every listed account, by the rollout's own way. What only some have is told beside, and who could not be asked. The
stacks want such a list under regions, for they cannot ask AWS while they are made.

  --write          puts the list into the settings file in place of what stands there; everything else stays as it is
  --settings FILE  the settings file; otherwise NOROSHI_SETTINGS, otherwise infra/noroshi.yml
`;

type Parts = Readonly<{
  findEnabled: (io: Io, settings: Settings | undefined) => Promise<EnabledRegions>;
  writeFile: (file: string, text: string) => Promise<void>;
}>;

/** `noroshi regions [--write]`; `findEnabled` asks AWS. */
export function createRegionsMain({ findEnabled, writeFile }: Parts): CommandMain {
  return async (argv, io) => {
    const options = { ...everywhere, write: { type: 'boolean' } } as const;
    const { values, positionals } = readArguments(argv, { options, usage });
    if (values.help) {
      io.stdout.write(help);
      return 0;
    }
    if (positionals.length > 0) throw userError('USAGE', { problem: `“${positionals[0]}” means nothing here.`, usage });
    const file = settingsFileOf(values.settings, io.env);
    const { settings } = await loadSettings({ file, readFile: io.readFile });
    const found = await findEnabled(io, settings);
    const regions = [...new Set(found.asked.flatMap((one) => one.regions))].toSorted();
    for (const line of toldOf(found, regions)) io.stderr.write(`${line}\n`);
    io.stdout.write(regions.map((region) => `${region}\n`).join(''));
    if (!values.write) return 0;
    await writeFile(file, withRegions(await io.readFile(file), regions));
    io.stderr.write(`${file}: regions now lists ${regions.length}.\n`);
    return 0;
  };
}

/** The settings file with this list under `regions`; comments and everything else stay. Throws on what is no YAML. */
export function withRegions(text: string, regions: readonly string[]): string {
  const document = parseDocument(text);
  if (document.errors.length > 0) {
    throw userError('BAD_SETTINGS', {
      file: 'The settings file',
      problems: document.errors.map(({ message }) => message),
    });
  }
  document.set('regions', document.createNode([...regions], { flow: true }));
  const node = document.get('regions', true);
  if (isSeq(node)) node.flow = true;
  return document.toString({ lineWidth: 130 });
}

/** Where a region is not enabled although others have it, and who was not asked, each reason once. */
function toldOf({ asked, unasked }: EnabledRegions, regions: readonly string[]): readonly string[] {
  const partly = regions.flatMap((region) => {
    const without = asked.filter((one) => !one.regions.includes(region)).map(({ account }) => account);
    return without.length > 0 ? [`${region} is not enabled in ${without.join(', ')}`] : [];
  });
  const reasons = [...new Set(unasked.map(({ why }) => why))].map((why) => {
    const accounts = unasked.filter((one) => one.why === why).map(({ account }) => account);
    return `Not asked: ${accounts.join(', ')}: ${why}`;
  });
  return [...partly, ...reasons];
}

async function askAws(io: Io, settings: Settings | undefined): Promise<EnabledRegions> {
  try {
    // It is asked in a region that every account has; STS where its tokens are taken everywhere.
    const stsRegion = settings?.security.region ?? 'us-east-1';
    const clients = createClients({ region: 'us-east-1', stsRegion, now: io.now, isWaitedFor: true });
    return await findEnabledRegions(clients, settings);
  } catch (error) {
    const why = awsReason(error);
    throw why ? userError('UNREACHABLE', { what: 'Amazon EC2', why }) : error;
  }
}

/** `noroshi regions`: 0 when they are listed, though not every account could be asked; 1 when AWS cannot be asked at all. */
export const main = createRegionsMain({ findEnabled: askAws, writeFile });
