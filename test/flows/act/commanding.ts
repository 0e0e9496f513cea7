import type { Resource } from '../../../src/core/resource.ts';
import { type Command, command } from '../../../src/flows/act/command.ts';
import { remediations } from '../../../src/remediations/index.ts';
import { createAggregatorOf } from '../../commands/context.ts';
import { setUpActing } from './acting.ts';

type Options = NonNullable<Parameters<typeof setUpActing>[0]> & Readonly<{ known?: readonly Resource[] }>;

/** A workspace where `/aws-remediate` is typed; the aggregator knows the broken resource, or what is given. */
export function setUpCommands({ known, ...options }: Options = {}) {
  const acting = setUpActing(options);
  const found = known ?? [acting.resource];
  const sessions: string[] = [];
  const world = {
    ...acting.world,
    findRemediation: (id: string) => acting.world.findRemediation(id) ?? remediations.find((one) => one.id === id),
    aggregator: createAggregatorOf({
      findResources: async (term) => found.filter(({ id, name }) => term === id || term === name),
    }),
    members: {
      read: async (place: { accountId: string; region: string }) => {
        sessions.push(place.accountId);
        return acting.world.members.read(place);
      },
      remediate: acting.world.members.remediate,
    },
  };
  let typed = 0;
  const job = (
    text: string,
    { userId = 'U0ALICE', teamId = 'T0123456789', channelId = 'C0SECURITY' } = {},
  ): Command => {
    typed += 1;
    const asker = { teamId, userId, channelId };
    return {
      kind: 'remediation',
      key: `command-${acting.resource.id}-${typed}`,
      askedAt: acting.clock.now(),
      asker,
      command: '/aws-remediate',
      text,
    };
  };
  const type = async (text: string, asker: Parameters<typeof job>[1] = {}) => {
    await command(job(text, asker), world);
    return acting.told.at(-1)?.text ?? '';
  };
  return { ...acting, world, job, type, sessions };
}

/** The line that fixes a resource. */
export const fix = ({ id }: Resource, more = 'rule:approved-amis-by-id') => `config-remediation ${id} ${more}`;
