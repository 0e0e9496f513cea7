import { writeFile } from 'node:fs/promises';
import { isSeq, parseDocument } from 'yaml';
import { createClients } from '../aws/clients.ts';
import { awsReason } from '../core/aws-error.ts';
import { userError } from '../core/errors.ts';
import { readEnvironment } from '../settings.ts';
import { everywhere, readArguments } from './arguments.ts';
import type { CommandMain, Io } from './io.ts';

const usage = 'Usage: noroshi regions [--write] [--settings FILE]';

const help = `${usage}

Prints the regions that the account of this terminal's credentials has enabled, one a line. The stacks want such a list under
regions, for they cannot ask AWS while they are made.

  --write          puts the list into the settings file in place of what stands there; everything else stays as it is
  --settings FILE  the settings file; otherwise NOROSHI_SETTINGS
`;

type Parts = Readonly<{
  listEnabled: (io: Io) => Promise<readonly string[]>;
  writeFile: (file: string, text: string) => Promise<void>;
}>;

/** `noroshi regions [--write]`; `listEnabled` asks AWS. */
export function createRegionsMain({ listEnabled, writeFile }: Parts): CommandMain {
  return async (argv, io) => {
    const options = { ...everywhere, write: { type: 'boolean' } } as const;
    const { values, positionals } = readArguments(argv, { options, usage });
    if (values.help) {
      io.stdout.write(help);
      return 0;
    }
    if (positionals.length > 0) throw userError('USAGE', { problem: `“${positionals[0]}” means nothing here.`, usage });
    const file = values.settings ?? readEnvironment([], io.env).settings;
    if (values.write && file === undefined) {
      throw userError('USAGE', { problem: 'No settings file is named: use --settings or NOROSHI_SETTINGS.', usage });
    }
    const regions = await listEnabled(io);
    io.stdout.write(regions.map((region) => `${region}\n`).join(''));
    if (!values.write || file === undefined) return 0;
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

/** EC2 API Reference, DescribeRegions: without AllRegions only those that the account can use; their order is not stable. */
async function askAws(io: Io): Promise<readonly string[]> {
  const { DescribeRegionsCommand } = await import('@aws-sdk/client-ec2');
  // It is asked in a region that every account has.
  const ec2 = await createClients({ region: 'us-east-1', now: io.now, isWaitedFor: true }).ec2();
  try {
    const { Regions = [] } = await ec2.send(new DescribeRegionsCommand({}));
    return Regions.flatMap(({ RegionName }) => RegionName ?? []).toSorted();
  } catch (error) {
    const why = awsReason(error);
    throw why ? userError('UNREACHABLE', { what: 'Amazon EC2', why }) : error;
  }
}

/** `noroshi regions`: 0 when they are listed, 1 when AWS cannot be asked. */
export const main = createRegionsMain({ listEnabled: askAws, writeFile });
