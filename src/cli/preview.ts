import { escapeControls } from '../core/log.ts';
import { type Description, describeEvent } from '../flows/notify/describe.ts';
import { remediations } from '../remediations/index.ts';
import { rules } from '../rules/index.ts';
import { loadSettings } from '../settings.ts';
import { messageAsText } from '../slack/render/as-text.ts';
import { everywhere, onlyFile, readArguments } from './arguments.ts';
import { readEventFile } from './event-file.ts';
import type { Io } from './io.ts';
import { settingsFileOf } from './settings-file.ts';

const usage = 'Usage: noroshi preview FILE [--json] [--settings FILE]';

const help = `${usage}

Shows the alert that an event becomes, and the message in Slack; asks nobody anything.
FILE holds an event in any envelope, or an array of them; - is standard input.

  --json           an array with { alert, message: { channel, text, blocks } } for each event
  --settings FILE  the settings; otherwise NOROSHI_SETTINGS, otherwise infra/noroshi.yml
`;

/** `noroshi preview FILE [--json]`: 0 when every event of the file was shown, 1 when some could not be read, 2 when none. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const options = { ...everywhere, json: { type: 'boolean' } } as const;
  const { values, positionals } = readArguments(argv, { options, usage });
  if (values.help) {
    io.stdout.write(help);
    return 0;
  }
  const file = onlyFile(positionals, usage);
  const { events, rejected } = await readEventFile(file, io);
  const { settings } = await loadSettings({
    file: settingsFileOf(values.settings, io.env),
    readFile: io.readFile,
    registries: {
      remediations: remediations.map(({ id }) => id),
      secondPerson: remediations.filter(({ approval }) => approval === 'second-person').map(({ id }) => id),
      rules: rules.map(({ id }) => id),
    },
  });

  const described = events.map((event) => describeEvent(event, settings, io.now()));
  io.stdout.write(values.json ? asJson(described) : described.map(asText).join('\n'));
  for (const { drifted } of described) {
    if (drifted) io.stderr.write(`This looks like ${drifted}, but its shape is not the one that we know.\n`);
  }
  for (const { why } of rejected) io.stderr.write(`Left out: ${escapeControls(why)}\n`);
  return rejected.length > 0 ? 1 : 0;
}

function asJson(described: readonly Description[]): string {
  const answer = described.map(({ alert, channels, message }) => ({
    alert,
    message: { channel: channels[0] ?? '', text: message.text, blocks: message.blocks },
  }));
  return `${escapeControls(JSON.stringify(answer, null, 2))}\n`;
}

function asText({ channels, message }: Description): string {
  return `To ${channels.join(', ')}:\n${messageAsText(message)}\n`;
}
