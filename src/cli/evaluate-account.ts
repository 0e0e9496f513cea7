import { type Clients, createClients } from '../aws/clients.ts';
import { createRuleAccount } from '../aws/config-evaluations.ts';
import { openRuleSession } from '../aws/rule-session.ts';
import { userError } from '../core/errors.ts';
import { readCredentialReport } from '../core/items/credential-report.ts';
import { once } from '../core/once.ts';
import type { ConfigurationItem, RuleAccount } from '../core/ports.ts';
import { isThere, newestOf } from '../flows/evaluate/settle.ts';
import { loadSettings } from '../settings.ts';
import type { Io } from './io.ts';
import { type RuleFile, readItems } from './rule-file.ts';

/** Files that answer in place of AWS, and the settings that say as whom AWS is asked. */
export type Sources = Readonly<{ items?: string; 'credential-report'?: string; settings?: string }>;

/**
 * What a rule asks beside FILE: of the files that are given, else of AWS. `isAskedAsYou` tells whether AWS was asked with the
 * credentials of whoever runs the command.
 */
export async function openAccount(file: RuleFile, sources: Sources, io: Io) {
  const { items, 'credential-report': report } = sources;
  let asYou = false;
  const clients = openClients(file, { settingsFile: sources.settings, onYou: () => (asYou = true) }, io);
  const account: RuleAccount = {
    ...createRuleAccount({ clients, accountId: file.accountId }),
    ...(items !== undefined && accountOf(await readItems(items, io), items)),
    ...(report !== undefined && { loadCredentials: () => readReport(report, io) }),
  };
  return { account, isAskedAsYou: () => asYou };
}

/** AWS Config as if these items were all that it knows. */
function accountOf(items: readonly ConfigurationItem[], name: string) {
  const newest = newestOf(items);
  return {
    findItem: async ({ type, id }) => {
      const item = newest.find(({ resource }) => resource.type === type && resource.id === id);
      if (item) return item;
      throw userError('BAD_FILE', { file: name, problem: `there is no ${type} ${id} in it`, advice: 'Add its item.' });
    },
    listResources: async (type) =>
      newest.filter((item) => isThere(item) && item.resource.type === type).map(({ resource }) => resource),
    loadItems: async (type) => newest.filter((item) => isThere(item) && item.resource.type === type),
    listReported: async () => [],
    isAccountReported: async () => false,
  } satisfies Partial<RuleAccount>;
}

async function readReport(file: string, { readFile }: Io) {
  const advice = 'It must hold IAM’s credential report, as CSV.';
  const text = await readFile(file).catch(() => {
    throw userError('BAD_FILE', { file, problem: 'it cannot be read', advice });
  });
  const rows = readCredentialReport(text);
  if (rows.length === 0) throw userError('BAD_FILE', { file, problem: 'no line of it tells of a user', advice });
  return rows;
}

/** No session is opened before the first question, so that none is needed where the files hold enough. */
function openClients(
  file: RuleFile,
  { settingsFile, onYou }: { settingsFile: string | undefined; onYou: () => void },
  io: Io,
): Clients {
  const { accountId, region } = file;
  const clients = createClients({ region, now: io.now, isWaitedFor: true });
  const executionRole = file.kind === 'invocation' ? file.invocation.executionRole : undefined;
  const session = once(async () => {
    if (settingsFile === undefined) {
      onYou();
      return clients;
    }
    const { settings } = await loadSettings({ file: settingsFile, readFile: io.readFile });
    return openRuleSession({ clients, settings }, { accountId, ...(executionRole && { executionRole }) });
  });
  return { ...clients, config: async () => (await session()).config(), iam: async () => (await session()).iam() };
}
