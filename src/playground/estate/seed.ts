import type { Settings } from '../../core/settings.ts';
import type { Identity } from '../aws/identity.ts';
import { applyQuirk, type Quirk } from './quirks.ts';
import { policyOf, roleOf } from './seed-role.ts';
import { type AccountState, emptyAccount, type RoleState, type State } from './state.ts';

/** What an estate starts from: the way in and the logs of these settings, and nothing else. */
export type EstateSeed = Readonly<{
  settings: Settings;
  /** Regions that the accounts have enabled. */
  regions: readonly string[];
  quirks?: Readonly<Record<string, Quirk>>;
  /** The rights of the rollout's role in an account, as JSON; whatever it wants, where they are left out. */
  rights?: (accountId: string) => string;
  /** Policies of the log bucket and of its key, as JSON; those that AWS documents, where they are left out. `none`: no bucket. */
  logs?: 'none' | Readonly<{ policy?: string; keyPolicy?: string }>;
  /** Whether the function of the custom rules is in each region of the security account; it is unless this says no. */
  functions?: boolean;
}>;

const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';
const terminalRole = 'terminal';
const deliverers = ['cloudtrail.amazonaws.com', 'config.amazonaws.com', 'guardduty.amazonaws.com'];
const logsKey = '11112222-3333-4444-5555-666677778888';

/** Who sits at the terminal: a person in the account of the chain's first link. */
export function terminalOf({ settings }: EstateSeed): Identity {
  const accountId = firstAccountOf(settings);
  const role = roleOf(accountId, terminalRole, {});
  return {
    accessKeyId: `ASIATERMINAL${accountId}`,
    secretAccessKey: `secret-of-the-terminal-of-${accountId}`,
    accountId,
    roleArn: role.arn,
    roleId: role.id,
    sessionName: 'somebody',
    tags: {},
    policy: [],
  };
}

/** The state on the first day. */
export function seedState(seed: EstateSeed): State {
  const { settings, regions, quirks = {} } = seed;
  const { security } = settings;
  const links = (settings.rollout?.chain ?? []).map((link) => ({ ...link, accountId: link.role.split(':')[4] ?? '' }));
  const listed = settings.accounts.map(({ id }) => id);
  const ids = [
    ...new Set([firstAccountOf(settings), security.account, ...links.map((one) => one.accountId), ...listed]),
  ];
  const accounts = Object.fromEntries(ids.map((id) => [id, emptyAccount(id, quirks[id]?.regions ?? regions)]));
  let from = terminalOf(seed).roleArn;
  add(accounts, from, { attached: [administrator] });
  for (const { role, externalId, accountId } of links) {
    const trust = trusting(from, externalId);
    // Where the last link is in the security account, it does the work there.
    const works = seed.rights && role === links.at(-1)?.role && accountId === security.account;
    const chained = { passesOn: policyOf([{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }]) };
    add(
      accounts,
      role,
      works
        ? { trust, policies: { ...chained, rollout: seed.rights(accountId) } }
        : { trust, attached: [administrator] },
    );
    from = role;
  }
  for (const id of [...new Set([...listed, security.account])]) {
    const externalId = settings.roles.externalId.replaceAll('{account}', id);
    const rights = seed.rights ? { policies: { rollout: seed.rights(id) } } : { attached: [administrator] };
    const arn = `arn:aws:iam::${id}:role/${settings.rollout?.role ?? 'noroshi-rollout'}`;
    if (!quirks[id]?.withoutRole) add(accounts, arn, { trust: trusting(from, externalId), ...rights });
  }
  const state: State = { ids: 1, accounts, buckets: {}, arrived: [] };
  addLogs(state, seed);
  if (seed.functions !== false) addFunctions(accounts[security.account]);
  for (const [id, quirk] of Object.entries(quirks)) applyQuirk(state, accounts[id], { quirk, settings });
  return state;
}

function firstAccountOf({ rollout, security }: Settings): string {
  return rollout?.chain[0]?.role.split(':')[4] ?? security.account;
}

function add(accounts: Readonly<Record<string, AccountState>>, arn: string, rest: Partial<RoleState>): void {
  const [, , , , accountId = '', path = ''] = arn.split(':');
  const name = path.split('/').at(-1) ?? '';
  const account = accounts[accountId];
  if (account) account.roles[name] ??= { ...roleOf(accountId, name, rest), arn };
}

function trusting(roleArn: string, externalId: string | undefined): string {
  const Condition = {
    ArnEquals: { 'aws:PrincipalArn': roleArn },
    ...(externalId !== undefined && { StringEquals: { 'sts:ExternalId': externalId } }),
  };
  const Principal = { AWS: `arn:aws:iam::${roleArn.split(':')[4]}:root` };
  return policyOf([{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', Condition }]);
}

/** The bucket of the logs with its key, in the security account's home region. */
function addLogs(state: State, { settings, logs = {} }: EstateSeed): void {
  if (logs === 'none') return;
  const { account, region, logs: made } = settings.security;
  const { bucket } = settings.trail;
  const sources = { StringEquals: { 'aws:SourceAccount': settings.accounts.map(({ id }) => id) } };
  const lets = (Action: string | readonly string[], Resource: string | readonly string[]) => ({
    Effect: 'Allow',
    Principal: { Service: deliverers },
    Action,
    Resource,
    Condition: sources,
  });
  const arn = `arn:aws:s3:::${bucket}`;
  const ofBucket = [
    lets(['s3:GetBucketAcl', 's3:GetBucketLocation', 's3:ListBucket'], arn),
    lets('s3:PutObject', `${arn}/*`),
  ];
  state.buckets[bucket] = { accountId: account, region, policy: logs.policy ?? policyOf(ofBucket) };
  const home = state.accounts[account]?.regions[region];
  if (!home) return;
  const owner = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' };
  const ofKey = [owner, lets(['kms:GenerateDataKey*', 'kms:Decrypt', 'kms:DescribeKey'], '*')];
  home.keys[logsKey] = {
    id: logsKey,
    arn: `arn:aws:kms:${region}:${account}:key/${logsKey}`,
    description: 'The logs of all accounts.',
    policy: logs.keyPolicy ?? policyOf(ofKey),
    rotates: true,
    state: 'Enabled',
    madeAt: 0,
    tags: {},
  };
  home.keyAliases[made?.kmsKey ?? 'alias/noroshi-logs'] = logsKey;
}

function addFunctions(account: AccountState | undefined): void {
  for (const here of Object.values(account?.regions ?? {})) {
    const arn = `arn:aws:lambda:${here.region}:${account?.id}:function:noroshi-config-rules`;
    here.functions['noroshi-config-rules'] = { arn, aliases: {}, policies: {} };
  }
}
