import pLimit from 'p-limit';
import { parseArn } from '../core/arn.ts';
import { awsReason } from '../core/aws-error.ts';
import { once } from '../core/once.ts';
import type { Settings } from '../core/settings.ts';
import type { Clients } from './clients.ts';
import { externalIdOf, roleArnOf } from './role.ts';

type Asked = Readonly<{ account: string; regions: readonly string[] }>;
type Unasked = Readonly<{ account: string; why: string }>;

/** Regions by the account that has them enabled, and who could not be asked; accounts as people call them. */
export type EnabledRegions = Readonly<{ asked: readonly Asked[]; unasked: readonly Unasked[] }>;

/** What the credentials of whoever asks belong to. */
const own = "this terminal's own account";
const atOnce = 10;

/**
 * The enabled regions of the account whose credentials `clients` have and, where the settings say how a rollout gets there
 * (`rollout`), of every listed account. Throws what AWS answers about the own account alone.
 */
export async function findEnabledRegions(clients: Clients, settings?: Settings): Promise<EnabledRegions> {
  const ownRegions = { account: own, regions: await listRegions(clients) };
  if (!settings) return { asked: [ownRegions], unasked: [] };
  const accounts = settings.accounts.map(({ id, name }) => ({ id, account: `${name} (${id})` }));
  const { rollout } = settings;
  if (!rollout) {
    const why = 'the settings have no `rollout` that leads there';
    return { asked: [ownRegions], unasked: accounts.map(({ account }) => ({ account, why })) };
  }
  const reach = once(() => walk(clients, rollout.chain));
  const limit = pLimit(atOnce);
  const answers = await Promise.all(
    accounts.map(({ id, account }) =>
      limit(async (): Promise<Asked | Unasked> => {
        try {
          const end = await reach();
          const there = end.accountId === id ? end.clients : await end.clients.assume(roleIn(id, settings));
          return { account, regions: await listRegions(there) };
        } catch (error) {
          const why = awsReason(error);
          if (why === undefined) throw error;
          return { account, why };
        }
      }),
    ),
  );
  return {
    asked: [ownRegions, ...answers.filter((one) => 'regions' in one)],
    unasked: answers.filter((one) => 'why' in one),
  };
}

function roleIn(id: string, settings: Settings) {
  const roleArn = roleArnOf(id, settings.rollout?.role ?? 'noroshi-rollout');
  return { roleArn, externalId: externalIdOf(settings, id), sessionName };
}

const sessionName = 'noroshi-regions';

type Chain = NonNullable<Settings['rollout']>['chain'];

/** From one link of the chain to the next, and who one is at its end. */
async function walk(from: Clients, chain: Chain): Promise<Readonly<{ clients: Clients; accountId?: string }>> {
  let clients = from;
  for (const { role: roleArn, externalId } of chain)
    clients = await clients.assume({ roleArn, sessionName, ...(externalId !== undefined && { externalId }) });
  const accountId = parseArn(chain.at(-1)?.role ?? '')?.account;
  return { clients, ...(accountId !== undefined && { accountId }) };
}

/** EC2 API Reference, DescribeRegions: without AllRegions only those that the account can use; their order is not stable. */
async function listRegions(clients: Clients): Promise<readonly string[]> {
  const { DescribeRegionsCommand } = await import('@aws-sdk/client-ec2');
  const { Regions = [] } = await (await clients.ec2()).send(new DescribeRegionsCommand({}));
  return Regions.flatMap(({ RegionName }) => RegionName ?? []).toSorted();
}
