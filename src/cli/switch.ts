import { userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';
import { awsReason } from '../core/aws-error.ts';
import { UserError, userError } from '../core/errors.ts';
import type { Audit, Store } from '../core/ports.ts';
import { oneLine } from '../core/text/phrase.ts';
import { turnSwitch } from '../flows/act/switch.ts';
import { everywhere, readArguments } from './arguments.ts';
import type { CommandMain, Io } from './io.ts';

/** Where the switch and the audit trail are; `table` is the name to tell when it cannot be reached. */
export type Held = Readonly<{ store: Pick<Store, 'findSwitch' | 'setSwitch'>; audit: Audit; table: string }>;

type Open = (asked: Readonly<{ settings?: string | undefined; table?: string | undefined }>, io: Io) => Promise<Held>;

const starterSettings = fileURLToPath(new URL('../../infra/noroshi.yml', import.meta.url));

/** `noroshi off` and `noroshi on`: the switch of all remediations, straight on the table, without Slack. */
export function createSwitchMain(to: 'on' | 'off', open: Open = openHeld): CommandMain {
  const usage = `Usage: noroshi ${to}${to === 'off' ? ' [--reason TEXT]' : ''} [--table NAME] [--settings FILE]`;
  return async (argv, io) => {
    const options = { ...everywhere, table: { type: 'string' }, reason: { type: 'string' } } as const;
    const { values, positionals } = readArguments(argv, { options, usage });
    if (values.help) {
      io.stdout.write(helpOf(to, usage));
      return 0;
    }
    const [first] = positionals;
    if (first !== undefined) throw userError('USAGE', { problem: `“${first}” means nothing here.`, usage });
    if (to === 'on' && values.reason !== undefined) {
      throw userError('USAGE', { problem: 'Switching on needs no reason.', usage });
    }
    const reason = values.reason === undefined ? undefined : oneLine(values.reason, 300);
    return turn({ to, reason }, await open(values, io), io);
  };
}

function helpOf(to: 'on' | 'off', usage: string): string {
  const what =
    to === 'off'
      ? 'Stops every remediation: no button, no command, nothing by itself, and what waits is refused when its turn comes.\nWhat AWS has begun already goes on there.'
      : 'Lets remediations go again. What was refused meanwhile stays refused.';
  const reason = to === 'off' ? '  --reason TEXT     why, for the others\n' : '';
  return `${usage}

${what}

${reason}  --table NAME      the table; otherwise NOROSHI_TABLE, otherwise noroshi
  --settings FILE   the settings; otherwise NOROSHI_SETTINGS, otherwise infra/noroshi.yml
  -h, --help        this text

AWS is asked with the credentials of your environment. The turn is written into the audit trail.
`;
}

/** What was done in a sentence; 1 when it was not, or could not be written down. */
async function turn(
  { to, reason }: Readonly<{ to: 'on' | 'off'; reason: string | undefined }>,
  held: Held,
  io: Io,
): Promise<number> {
  const by = `terminal:${nameOfUser()}`;
  const unwritten: string[] = [];
  const audit: Audit = async (chain, entry) => {
    try {
      await held.audit(chain, entry);
    } catch (error) {
      // What stops changes stays done; what lets them go again is not done without an audit.
      if (to === 'on') throw error;
      unwritten.push(reasonOf(error));
    }
  };
  try {
    const before = await turnSwitch({ to, by, reason, key: `terminal-${io.now()}` }, { ...held, audit, now: io.now });
    const already = before.state === to ? ', as they already were' : '';
    io.stdout.write(`Remediations are switched ${to}${already}.\n`);
  } catch (error) {
    const why = reasonOf(error);
    throw userError('UNREACHABLE', { what: `The switch in the table ${held.table}, or the audit trail,`, why });
  }
  if (unwritten.length === 0) return 0;
  io.stderr.write(
    `The audit trail could not be written: ${unwritten.join('; ')}. Say who did it, and why, elsewhere.\n`,
  );
  return 1;
}

function reasonOf(error: unknown): string {
  const why = error instanceof UserError ? error.message : awsReason(error);
  if (why === undefined) throw error;
  return why.replace(/\.$/, '');
}

function nameOfUser(): string {
  try {
    return oneLine(userInfo().username, 60);
  } catch {
    // A user without a name in the system's table, as in some containers.
    return 'unknown';
  }
}

const openHeld: Open = async ({ settings: file, table: named }, io) => {
  const { loadSettings, readEnvironment } = await import('../settings.ts');
  const environment = readEnvironment([], io.env);
  const { settings } = await loadSettings({
    file: file ?? environment.settings ?? starterSettings,
    readFile: io.readFile,
  });
  const [
    { createClients },
    { createDocuments },
    { createAudit },
    { createSwitch },
    { createNewUlid },
    { createResults },
  ] = await Promise.all([
    import('../aws/clients.ts'),
    import('../aws/documents.ts'),
    import('../aws/audit.ts'),
    import('../store/switch.ts'),
    import('../store/ulid.ts'),
    import('../aws/results.ts'),
  ]);
  const { now } = io;
  const region = environment.region ?? settings.bot.region;
  const clients = createClients({ region, stsRegion: settings.security.region, now });
  const table = named ?? environment.table ?? 'noroshi';
  return {
    store: createSwitch({
      ...{ client: await createDocuments(clients), table, now, newUlid: createNewUlid({ now }) },
      // The switch's row is never so large that it would go there.
      results: createResults({ clients, bucket: environment.resultsBucket ?? '' }),
    }),
    audit: createAudit({ clients, settings, now }),
    table,
  };
};
