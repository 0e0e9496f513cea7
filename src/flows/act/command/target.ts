import type { Ordered } from '../../../commands/index.ts';
import { accountCalled } from '../../../core/account-called.ts';
import { nameOf } from '../../../core/alert.ts';
import { userError } from '../../../core/errors.ts';
import type { Reply } from '../../../core/reply.ts';
import type { Resource } from '../../../core/resource.ts';
import { type Account, findAccount, type Settings } from '../../../core/settings.ts';
import { oneLine } from '../../../core/text/phrase.ts';
import { fits, type Remediation } from '../../../remediations/index.ts';
import type { CommandWorld } from './world.ts';

type Wanted = Extract<Ordered, { kind: 'remediate' }>;

/** A resource of an account that is in the settings. */
export type Target = Readonly<{ resource: Resource; account: Account }>;

const mostListed = 20;

/**
 * The one resource that a command names, as the aggregator knows it; or the list of those that it could mean. What AWS Config
 * does not record is taken at its word when account and region are named: the plan reads it where it is.
 */
export async function findTarget(
  wanted: Wanted,
  remediation: Remediation,
  { aggregator, settings }: CommandWorld,
): Promise<Target | Reply> {
  const account = wanted.account === undefined ? undefined : accountCalled(wanted.account, settings);
  const known = await aggregator.findResources(wanted.resource, mostListed + 1);
  const fitting = known.filter(({ type }) => fits(remediation, type));
  const found = fitting.filter(
    ({ accountId, region }) =>
      (account === undefined || accountId === account.id) && (wanted.region === undefined || region === wanted.region),
  );
  const [first] = found;
  if (found.length > 1) return listOf(wanted, found, settings);
  if (first) return { resource: first, account: listed(first.accountId, settings) };
  const [other] = known;
  if (other && fitting.length === 0) throw wrongType(other, remediation);
  const unrecorded = unrecordedIn(wanted, { remediation, account, settings });
  if (unrecorded) return unrecorded;
  const where = [wanted.account, wanted.region].filter((one) => one !== undefined).join(', ');
  throw userError('NOT_FOUND', { what: `“${oneLine(wanted.resource, 200)}”`, where: where || 'AWS Config' });
}

function listed(accountId: string, settings: Settings): Account {
  const account = findAccount(settings, accountId);
  if (!account) throw userError('UNKNOWN_ACCOUNT', { accountId });
  return account;
}

/** Findings, detectors and recorders are nothing that AWS Config records. */
function unrecordedIn(
  wanted: Wanted,
  {
    remediation,
    account,
    settings,
  }: Readonly<{ remediation: Remediation; account: Account | undefined; settings: Settings }>,
): Target | undefined {
  const { resourceTypes } = remediation;
  const { resource: id, region } = wanted;
  const [type, ...others] = resourceTypes === 'all' ? [] : resourceTypes;
  if (!account || region === undefined || type === undefined || others.length > 0) return undefined;
  const isCovered = region === 'global' || settings.regions === 'enabled' || settings.regions.includes(region);
  if (!isCovered || !/^[\w.:/+=@,-]{1,300}$/.test(id)) return undefined;
  return { resource: { type, id, accountId: account.id, region }, account };
}

function wrongType(resource: Resource, { id, resourceTypes }: Remediation): Error {
  const types = resourceTypes === 'all' ? 'other resources' : resourceTypes.join(', ');
  const problem = `${oneLine(nameOf(resource), 120)} is ${resource.type}; ${id} is for ${types}.`;
  return userError('BAD_ARGUMENT', { problem, example: '/aws-remediate list' });
}

function listOf(wanted: Wanted, found: readonly Resource[], settings: Settings): Reply {
  const count = found.length > mostListed ? `More than ${mostListed}` : `${found.length}`;
  const inputs = Object.entries(wanted.input).map(([name, value]) => `${name}=${value}`);
  const rest = [...inputs, ...(wanted.rule === undefined ? [] : [`rule:${wanted.rule}`])];
  const lineOf = ({ id, accountId, region }: Resource): string =>
    ['/aws-remediate', wanted.remediation, id, `account:${accountId}`, `region:${region}`, ...rest].join(' ');
  return {
    title: `${count} resources are called “${oneLine(wanted.resource, 200)}”; nothing was done`,
    sections: [
      {
        kind: 'list',
        items: found.slice(0, mostListed).map((one) => ({
          lead: nameOf(one),
          body: `${one.type} in ${findAccount(settings, one.accountId)?.name ?? `${one.accountId} (not in the settings)`}, ${one.region}`,
          meta: lineOf(one),
        })),
      },
      { kind: 'text', text: 'Type the line of the one that you mean.' },
    ],
  };
}
