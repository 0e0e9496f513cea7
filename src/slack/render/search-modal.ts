import type { SearchInput } from '../../core/search/search-form.ts';
import type { Settings } from '../../core/settings.ts';
import { plainText } from './blocks.ts';
import { searchFormName } from './forms.ts';
import type { View } from './mute-form.ts';

/** What a select of Slack's can hold; more is typed (docs.slack.dev/reference/block-kit/block-elements/select-menu-element). */
const mostOptions = 100;

/** What the form offers to choose among. */
export type Searchable = Pick<Settings, 'accounts' | 'regions'>;

/**
 * The form of `/aws-trail`, which needs nothing to be looked up, so that it opens at once. `metadata` comes back with the
 * answer and is seen by nobody (docs.slack.dev/surfaces/modals).
 */
export function renderSearchForm({ accounts, regions }: Searchable, metadata: string): View {
  const named = accounts.map(({ id, name }) => option(id, `${name} (${id})`));
  const places = regions === 'enabled' ? [] : regions.map((region) => option(region, region));
  return {
    type: 'modal',
    callback_id: searchFormName,
    private_metadata: metadata,
    title: plainText('Search the logs', 24),
    submit: plainText('Search', 24),
    close: plainText('Cancel', 24),
    blocks: [
      {
        ...input('words', 'Words', typed('sg-0123456789abcdef0')),
        hint: plainText('What a record must hold; capitals matter. AND, OR, NOT, ( ) and "quotes" may be used.', 150),
      },
      input('event', 'Event', typed('AuthorizeSecurityGroupIngress')),
      input('user', 'Who', typed('A name, an ARN or a part of it')),
      input('ip', 'From which address', typed('192.0.2.10 or 198.51.100.0/24')),
      input('resource', 'On what', typed('An id, a name or an ARN')),
      input('account', 'Account', oneOf(named, 'All accounts') ?? typed('111122223333')),
      input('region', 'Region', oneOf(places, 'All regions') ?? typed('eu-west-1')),
      {
        ...input('since', 'Since', { ...typed('24h'), initial_value: '24h' }),
        hint: plainText('30m, 2h, 3d, yesterday, 2026-11-20 or 2026-11-20T16:40, in UTC', 150),
      },
      input('until', 'Until', typed('now')),
      input('engine', 'How', {
        ...{ type: 'static_select', options: engines, initial_option: engines[0] },
      }),
      input('verify', 'Integrity', {
        type: 'checkboxes',
        options: [option('yes', 'Hold the log files of what is found against CloudTrail’s digests')],
      }),
    ],
  };
}

const engines = [
  option('auto', 'Ask me when it is much'),
  option('direct', 'Read the log files'),
  option('athena', 'Ask Athena'),
];

function option(value: string, words: string) {
  return { text: plainText(words, 75), value };
}

function typed(example: string): Readonly<Record<string, unknown>> {
  return { type: 'plain_text_input', max_length: 500, placeholder: plainText(example, 150) };
}

/** Undefined where there is nothing to choose among, or too much. */
function oneOf(options: readonly object[], all: string): Readonly<Record<string, unknown>> | undefined {
  if (options.length === 0 || options.length > mostOptions) return undefined;
  return { type: 'static_select', options, placeholder: plainText(all, 150) };
}

function input(name: SearchInput, label: string, element: Readonly<Record<string, unknown>>) {
  const block = { type: 'input', block_id: name, optional: true, label: plainText(label, 100) };
  return { ...block, element: { ...element, action_id: name } };
}
