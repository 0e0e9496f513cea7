import type { Io } from '../../src/cli/io.ts';
import { userError } from '../../src/core/errors.ts';
import { canonicalJson } from '../../src/core/json.ts';
import type { Settings } from '../../src/core/settings.ts';
import { counted } from '../../src/core/text/phrase.ts';
import { printable, printableJson } from '../../src/core/text/printable.ts';
import { remediations } from '../../src/remediations/index.ts';
import { rules } from '../../src/rules/index.ts';
import { loadSettings, readEnvironment } from '../../src/settings.ts';
import { help, readCommand, scopeOf } from './arguments.ts';
import type { Wire } from './ask.ts';
import { bootstrapCommands, bootstrapRoles } from './bootstrap.ts';
import { NoWayIn, wordsOf } from './identity.ts';
import type { Item, Row } from './item.ts';
import { openJournal } from './journal.ts';
import { apply, keyOf, notMet, plan, remove, verify, wouldRemove } from './modes.ts';
import { createPatience, isWrite } from './patience.ts';
import { makePlan, readPlan, writePlan } from './plan-file.ts';
import { createProgress } from './progress.ts';
import { reportOf } from './report.ts';
import { type Mode, type RunWorld, rowOf, run, type Scope } from './run.ts';
import { createOpen } from './sessions.ts';
import { survey } from './survey.ts';
import { type Origin, sendTestEvents } from './test-events.ts';

/** What the rollout may touch beside AWS: the terminal and files. `findFile` answers undefined where there is none. */
export type Terminal = Io &
  Readonly<{
    isTerminal: boolean;
    /** The settings file when nobody names one. */
    starter: string;
    wire: Wire;
    pause(ms: number): Promise<void>;
    random(): number;
    writeFile(file: string, text: string): Promise<void>;
    appendFile(file: string, text: string): Promise<void>;
    findFile(file: string): Promise<string | undefined>;
    hash(text: string): string;
    /** Takes what is said when whoever runs it cuts it (Ctrl-C); the last one counts. */
    atCut?(say: () => string): void;
  }>;

type Command = Exclude<ReturnType<typeof readCommand>, { help: true }>;
type Asked = Readonly<{
  values: Command['values'];
  settings: Settings;
  world: RunWorld;
  scope: Scope;
  kept: ReturnType<typeof readPlan> | undefined;
}>;

const journalFile = 'noroshi-rollout.journal.jsonl';

/** One command of the rollout: its exit code. Throws UserError for wrong usage. */
export async function rollout(argv: readonly string[], terminal: Terminal): Promise<number> {
  const read = readCommand(argv);
  if (read.help) {
    terminal.stdout.write(help);
    return 0;
  }
  const { command, values } = read;
  const file = values.settings ?? readEnvironment([], terminal.env).settings ?? terminal.starter;
  const registries = { remediations: remediations.map(({ id }) => id), rules: rules.map(({ id }) => id) };
  const { settings } = await loadSettings({ file, registries, readFile: terminal.readFile });
  if (command === 'bootstrap') {
    const roles = bootstrapRoles(settings);
    terminal.stdout.write(values.json ? `${JSON.stringify(roles, null, 2)}\n` : bootstrapCommands(roles));
    return 0;
  }
  const kept = values.plan === undefined ? undefined : await loadPlan(values.plan, terminal);
  const scope = within(kept, scopeOf(values, settings), values.plan);
  const asked = { values, settings, scope, kept, world: worldOf(settings, scope, terminal) };
  try {
    const rows = await runs[command](asked, terminal);
    tell(rows, asked, terminal);
    return exitCodeOf(rows);
  } catch (error) {
    if (!(error instanceof NoWayIn)) throw error;
    // Nothing can be said of any account: it is said once.
    terminal.stderr.write(`Nothing could be asked. ${printable(error.message)}\n`);
    const at = { accountId: settings.security.account, region: 'global', step: 'role', object: 'way in' } as const;
    if (values.json) tell([{ ...at, state: 'error', reason: error.message }], asked, terminal);
    return 1;
  }
}

function tell(rows: readonly Row[], { values, settings }: Asked, { stdout }: Terminal): void {
  stdout.write(values.json ? `${printableJson(JSON.stringify(rows))}\n` : printable(reportOf(rows, settings)));
}

const runs = { plan: planned, apply: applied, verify: verified, remove: removed } as const;

/** 1 when something failed, 2 when something is not as it should be. */
function exitCodeOf(rows: readonly Row[]): 0 | 1 | 2 {
  if (rows.some(({ state }) => state === 'error')) return 1;
  return rows.some(({ state }) => state === 'missing' || state === 'different') ? 2 : 0;
}

function worldOf(settings: Settings, scope: Scope, { wire, now, pause, random }: Terminal): RunWorld {
  const patient = createPatience({ now, pause, random });
  return { settings, scope, now, pause, patient, open: createOpen(settings, { wire, patient, now }) };
}

function progressOf(what: string, { stderr, now, isTerminal }: Terminal) {
  return createProgress(what, { say: (text) => void stderr.write(text), now, isTerminal });
}

async function planned({ values, world, scope }: Asked, terminal: Terminal): Promise<readonly Row[]> {
  if (values.out !== undefined) await mustBeWritable(values.out, terminal);
  const rows = await run({ ...world, onStop: progressOf('plan', terminal) }, plan);
  if (values.out !== undefined) await terminal.writeFile(values.out, writePlan({ rows, scope }, terminal.now()));
  return rows;
}

async function applied({ values, settings, scope, kept, world }: Asked, terminal: Terminal): Promise<readonly Row[]> {
  const file = values.journal ?? journalFile;
  await mustBeWritable(file, terminal);
  const journal = await openJournal(
    {
      read: () => terminal.findFile(file),
      append: (line) => terminal.appendFile(file, line),
      clear: () => terminal.writeFile(file, ''),
    },
    { key: terminal.hash(canonicalJson({ settings, scope, plan: kept?.rows ?? null })), now: terminal.now },
  );
  if (journal.resumed > 0) {
    terminal.stderr.write(`An earlier run was cut: it goes on after ${journal.resumed} places (${file}).\n`);
  }
  const write = apply({
    allowWeaken: values['allow-weaken'] === true,
    ...(kept && { planned: new Map(kept.rows.map((row) => [keyOf(row), row])) }),
    onWrite: (item: Item, lack) => journal.intends(rowOf(item, lack)),
    pause: terminal.pause,
  });
  const mode: Mode = async (item, calls) => {
    const row = await write(item, calls);
    const ids = calls.flatMap(({ name, requestId }) => (requestId !== undefined && isWrite(name) ? [requestId] : []));
    if (row.state === 'done') await journal.wrote(row, ids);
    return row;
  };
  const say = progressOf('apply', terminal);
  let far = 'before the first place';
  terminal.atCut?.(
    () => `Cut ${far}. What was written stands, and ${file} knows how far it is: the same command goes on from there.`,
  );
  const onStop: RunWorld['onStop'] = async (progress) => {
    say(progress);
    far = `after ${progress.done} of ${counted(progress.total, 'place')}`;
    await journal.stopped(progress.stop, progress.rows);
  };
  const rows = await run({ ...world, finished: journal.finished, onStop }, mode);
  await journal.ended();
  return kept ? [...rows, ...notMet(kept.rows, rows, (row) => isWithin(row, scope))] : rows;
}

async function loadPlan(file: string, { readFile }: Terminal): Promise<ReturnType<typeof readPlan>> {
  const text = await readFile(file).catch((error: unknown) => {
    throw userError('BAD_FILE', { file, problem: `the plan cannot be read (${wordsOf(error)})`, advice: makePlan });
  });
  return readPlan(text, file);
}

function isWithin({ accountId, region, step }: Row, { accounts, regions, only }: Scope): boolean {
  const isThere = region === 'global' || (regions?.includes(region) ?? true);
  return isThere && (accounts?.includes(accountId) ?? true) && (only?.includes(step) ?? true);
}

/** Found out before the work, not after it. */
async function mustBeWritable(file: string, { appendFile }: Terminal): Promise<void> {
  await appendFile(file, '').catch((error: unknown) => {
    const problem = `it cannot be written (${wordsOf(error)})`;
    throw userError('BAD_FILE', { file, problem, advice: 'Name another file, or go to a folder that is yours.' });
  });
}

/** A plan is applied to what it was about, or to a part of that. Relays are said again, since the settings do not name them. */
function within(kept: Asked['kept'], scope: Scope, file = ''): Scope {
  if (!kept) return scope;
  const { relays = [], ...rest } = kept.scope;
  if (canonicalJson(relays.toSorted()) === canonicalJson((scope.relays ?? []).toSorted())) return { ...rest, ...scope };
  const problem = `it was made ${relays.length > 0 ? `with --relay ${relays.join(' --relay ')}` : 'without --relay'}`;
  throw userError('BAD_FILE', { file, problem, advice: 'Say the same to apply.' });
}

async function verified({ values, settings, world }: Asked, terminal: Terminal): Promise<readonly Row[]> {
  const rows = await run({ ...world, onStop: progressOf('verify', terminal) }, verify);
  if (!values['send-test-event']) return rows;
  terminal.stderr.write('Sending a test event from each account and region; it takes up to two minutes …\n');
  const security = await world.open(settings.security.account);
  const origins = await originsOf(world);
  const sent = await sendTestEvents(origins, {
    ...{ settings, relays: world.scope.relays ?? [], now: terminal.now, pause: terminal.pause },
    security: (region) => world.patient(security.ask(region), { accountId: security.accountId, region }),
  });
  return [...rows, ...sent];
}

/** Every listed account that can be opened, in each of its regions that are wanted. */
async function originsOf(world: RunWorld): Promise<readonly Origin[]> {
  const { settings, scope, patient } = world;
  const ids = settings.accounts.map(({ id }) => id).filter((id) => scope.accounts?.includes(id) ?? true);
  const found = await Promise.all(ids.map((id) => survey(id, world)));
  return found.flatMap((one) => {
    if (!('opened' in one)) return [];
    const { accountId, ask } = one.opened;
    const regions = one.regions.filter((region) => scope.regions?.includes(region) ?? true);
    return regions.map((region) => ({ accountId, region, ask: patient(ask(region), { accountId, region }) }));
  });
}

async function removed({ values, world }: Asked, terminal: Terminal): Promise<readonly Row[]> {
  const allowWeaken = values['allow-weaken'] === true;
  if (values.yes) {
    terminal.atCut?.(() => 'Cut. What was taken away is gone; the same command goes on with the rest.');
    const onStop = progressOf('remove', terminal);
    return run({ ...world, isBackwards: true, onStop }, remove({ allowWeaken }));
  }
  const onStop = progressOf('look', terminal);
  const rows = await run({ ...world, isDry: true, isBackwards: true, onStop }, wouldRemove({ allowWeaken }));
  terminal.stderr.write('Nothing was taken away. What would be goes with: remove --yes\n');
  return rows.filter(({ state, reason }) => state !== 'same' || reason !== undefined);
}
