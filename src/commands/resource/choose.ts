import { nameOf } from '../../core/alert.ts';
import { exactWords } from '../../core/items/asked-resource.ts';
import type { Named } from '../../core/look-ups.ts';
import type { Reply, ReplyItem } from '../../core/reply.ts';
import type { Resource } from '../../core/resource.ts';
import { findAccount, type Settings } from '../../core/settings.ts';
import { oneLine } from '../../core/text/phrase.ts';
import type { CommandContext } from '../define.ts';

/** So many are shown to choose from. */
export const mostListed = 20;

type Asking = Readonly<{ text: string; by: Named['by']; behind: string }>;

const areFound: Readonly<Record<Named['by'], string>> = {
  name: 'are called',
  host: 'are called',
  address: 'have the address',
  tag: 'have the',
};

/** Several resources to choose from, each with its button; `behind` is what was asked beside the name. */
export function choose(
  found: readonly Resource[],
  { text, by, behind }: Asking,
  { settings }: Pick<CommandContext, 'settings'>,
): Reply {
  const count = found.length > mostListed ? `More than ${mostListed}` : `${found.length}`;
  const advice =
    found.length > mostListed
      ? 'Ask for fewer with account:, region: or type:, or by id or ARN.'
      : 'Choose one, or ask again with its ARN or id.';
  return {
    title: `${count} resources ${areFound[by]} “${oneLine(text, 200)}”`,
    sections: [
      { kind: 'list', items: found.slice(0, mostListed).map((one) => itemOf(one, behind, settings)) },
      { kind: 'text', text: advice },
    ],
  };
}

/** Nothing is called so; this is nearly. */
export function suggest(
  near: readonly Resource[],
  text: string,
  { settings }: Pick<CommandContext, 'settings'>,
): Reply {
  return {
    title: `AWS Config knows nothing that is called “${oneLine(text, 200)}”; did you mean one of these?`,
    sections: [
      { kind: 'list', items: near.map((one) => itemOf(one, '', settings)) },
      {
        kind: 'text',
        text: 'What was created or changed in the last minutes may not have been recorded yet; who named it in a call, /aws-trail finds.',
      },
    ],
  };
}

function itemOf(one: Resource, behind: string, settings: Settings): ReplyItem {
  const words = exactWords(one);
  return {
    lead: nameOf(one),
    body: `${one.type} in ${accountOf(one, settings)}, ${one.region}`,
    meta: `/aws-resource ${one.arn ?? one.id}`,
    ...(words !== undefined && {
      ask: { label: behind === '' ? 'Look up' : 'This one', command: '/aws-resource', text: `${words}${behind}` },
    }),
  };
}

/** `payments-prod (111122223333, prod)`. */
export function accountOf({ accountId }: Pick<Resource, 'accountId'>, settings: Settings): string {
  const account = findAccount(settings, accountId);
  if (!account) return `${accountId} (not in the settings)`;
  return account.environment
    ? `${account.name} (${accountId}, ${account.environment})`
    : `${account.name} (${accountId})`;
}
