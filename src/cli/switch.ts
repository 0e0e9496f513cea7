import { userInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { awsReason } from '../core/aws-error.ts';
import { UserError, userError } from '../core/errors.ts';
import type { Store } from '../core/ports.ts';
import { oneLine } from '../core/text/phrase.ts';
import { everywhere, readArguments } from './arguments.ts';
import { asRole } from './as-role.ts';
import type { CommandMain, Io } from './io.ts';
import { settingsFileOf } from './settings-file.ts';

/** Where the switch is; `table` is the name to tell when it cannot be reached. */
type Held = Readonly<{
  store: Pick<Store, 'findSwitch' | 'putWish' | 'listWishes'>;
  newId: () => string;
  sleep: (ms: number) => Promise<unknown>;
  table: string;
  /** The account that the settings name, where the table is written with this terminal's own credentials: nobody knows whether they are of that one. */
  meant?: string;
}>;

type Open = (asked: Readonly<{ settings?: string | undefined; table?: string | undefined }>, io: Io) => Promise<Held>;

/** What the stacks call it (`infra/definitions/names.ts`). */
const usualTable = 'noroshi';

/** The sweep sees a wish within a minute; the function of the remediations takes it up then. */
const waited = { everyMs: 2_000, forMs: 150_000 } as const;

/**
 * `noroshi off` and `noroshi on`: the switch of all remediations, by a wish in the table, without Slack. Off holds at once;
 * who may write the audit trail writes down both, and turns on.
 */
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
      : 'Lets remediations go again, once that is written down: a minute or two. What was refused meanwhile stays refused.';
  const reason = to === 'off' ? '  --reason TEXT     why, for the others\n' : '';
  return `${usage}

${what}

${reason}  --table NAME      the table; otherwise NOROSHI_TABLE, otherwise noroshi
  --settings FILE   the settings; otherwise NOROSHI_SETTINGS, otherwise infra/noroshi.yml
  -h, --help        this text

The table is written as the role noroshi-switch of the bot's account, which this terminal's credentials must be allowed to
assume, or else with these credentials. The audit trail and the operations channel are told within a minute or two.
`;
}

type Asked = Readonly<{ to: 'on' | 'off'; reason: string | undefined }>;

/** What was done in a sentence; 1 when it was not. */
async function turn({ to, reason }: Asked, held: Held, io: Io): Promise<number> {
  try {
    return to === 'off' ? await turnOff(reason, held, io) : await turnOn(held, io);
  } catch (error) {
    throw userError('UNREACHABLE', { what: `The switch in the table ${held.table}`, why: reasonOf(error) });
  }
}

async function turnOff(reason: string | undefined, held: Held, io: Io): Promise<number> {
  const { store, newId } = held;
  // Whoever cannot look may stop everything all the same.
  const before = await store.findSwitch().catch(() => undefined);
  await store.putWish({ ...newWish(newId, io), to: 'off', ...(reason !== undefined && { reason }) });
  io.stdout.write(`Remediations are switched off${whereOf(held)}${before?.state === 'off' ? already : ''}.\n`);
  tellWhose(held, io);
  io.stderr.write('The audit trail and the operations channel are told within a minute or two.\n');
  return 0;
}

const already = ', as they already were';

function whereOf({ table, meant }: Held): string {
  return meant === undefined ? '' : ` in the table ${table} of this terminal's own account`;
}

function tellWhose({ meant }: Held, { stderr }: Io): void {
  if (meant === undefined) return;
  stderr.write(
    `The settings mean account ${meant}. If this terminal is of another one, name the settings of that one: --settings FILE.\n`,
  );
}

async function turnOn(held: Held, io: Io): Promise<number> {
  const { store, newId, sleep } = held;
  const before = await store.findSwitch();
  if (before.state === 'on') {
    io.stdout.write(`Remediations are switched on${whereOf(held)}${already}.\n`);
    tellWhose(held, io);
    return 0;
  }
  const wish = { ...newWish(newId, io), to: 'on', ...(before.at !== undefined && { saw: before.at }) } as const;
  await store.putWish(wish);
  io.stderr.write('Noroshi writes it into the audit trail and switches them on; that takes up to two minutes.\n');
  for (let ms = 0; ms < waited.forMs; ms += waited.everyMs) {
    await sleep(waited.everyMs);
    if ((await store.listWishes()).some(({ id }) => id === wish.id)) continue;
    if ((await store.findSwitch()).state === 'on') {
      io.stdout.write(`Remediations are switched on${whereOf(held)}.\n`);
      tellWhose(held, io);
      return 0;
    }
    io.stderr.write(refused);
    return 1;
  }
  io.stderr.write(untaken);
  return 1;
}

const refused =
  'Remediations stay off: somebody switched them off anew meanwhile, or the clock of this terminal is wrong. Look why, then switch them on again.\n';
const untaken =
  'Remediations are still off: nobody took this up. The logs of noroshi-sweep and noroshi-remediations say why; once that is mended within 15 minutes, they are switched on, and after that not any more.\n';

function newWish(newId: () => string, { now }: Io) {
  return { id: newId(), by: `terminal:${nameOfUser()}`, at: now() };
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
    file: settingsFileOf(file, io.env),
    readFile: io.readFile,
  });
  const [{ createClients }, { createDocuments }, { createSwitch }, { createNewUlid }, { createResults }] =
    await Promise.all([
      import('../aws/clients.ts'),
      import('../aws/documents.ts'),
      import('../store/switch.ts'),
      import('../store/ulid.ts'),
      import('../aws/results.ts'),
    ]);
  const { now } = io;
  const region = environment.region ?? settings.bot.region;
  const own = createClients({ region, stsRegion: settings.security.region, now, isWaitedFor: true });
  const table = named ?? environment.table ?? usualTable;
  // The role has rights on the table of the stacks, and on no other.
  const isUsual = table === usualTable;
  const { account } = settings.bot;
  const { clients, isRole } = isUsual
    ? await asRole(own, { role: 'switch', accountId: account, io })
    : { clients: own, isRole: false };
  const newId = createNewUlid({ now });
  // The switch's rows are never so large that they would go there.
  const results = createResults({ clients, bucket: environment.resultsBucket ?? '' });
  const store = createSwitch({ client: await createDocuments(clients), table, now, newUlid: newId, results });
  return { store, newId, sleep, table, ...(!isRole && { meant: account }) };
};
