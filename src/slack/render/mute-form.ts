import type { MuteChoices, MuteNames, MuteScope } from '../../core/mute-choice.ts';
import { unescapeSlack } from '../../core/text/slack-text.ts';
import { plainText } from './blocks.ts';

/** docs.slack.dev/reference/views/modal-views */
export type View = Readonly<Record<string, unknown>>;

/** The form's name, and those of its inputs. */
export const muteForm = { name: 'mute', scope: 'scope', span: 'span', because: 'because' } as const;

/** How long it may last by the form, in ms, the first unless somebody says otherwise; by command it may be up to 30 days. */
export const muteSpans: readonly Readonly<{ name: string; words: string; ms: number }>[] = [
  { name: '1h', words: '1 hour', ms: 3_600_000 },
  { name: '8h', words: '8 hours', ms: 8 * 3_600_000 },
  { name: '24h', words: '24 hours', ms: 24 * 3_600_000 },
  { name: '7d', words: '7 days', ms: 7 * 86_400_000 },
];

/** Where the button's message does not tell names: those from before it did, and names that are too long. */
const scopeWords: Readonly<Record<MuteScope, string>> = {
  same: 'The same again: this rule, finding or kind on this resource',
  resource: 'Everything about this resource',
  rule: 'This rule, finding or kind on anything in this account',
  actor: 'Whatever this actor does in this account',
  account: 'Everything in this account',
};

/** What the form is about: the choices of an alert, and `said`, the text of its message as Slack gives it back. */
type About = MuteChoices & Readonly<{ said?: string }>;

/**
 * What is asked of whoever mutes an alert, with what the pressed button and its message tell of it, so that it opens at once.
 * `metadata` comes back with the answer and is seen by nobody (docs.slack.dev/surfaces/modals).
 */
export function renderMuteForm({ scopes, names, said }: About, metadata: string): View {
  const what = scopes.map((scope) => option(scope, (names && choiceOf(scope, names)) ?? scopeWords[scope]));
  const spans = muteSpans.map(({ name, words }) => option(name, words));
  const sentence = sentenceOf(said ?? '');
  return {
    type: 'modal',
    callback_id: muteForm.name,
    private_metadata: metadata,
    title: plainText('Mute this alert', 24),
    submit: plainText('Mute', 24),
    close: plainText('Cancel', 24),
    blocks: [
      ...(sentence === '' ? [] : [{ type: 'section', text: plainText(sentence, 600) }]),
      input(muteForm.scope, 'What to mute', { type: 'radio_buttons', options: what, initial_option: what[0] }),
      input(muteForm.span, 'For how long', { type: 'static_select', options: spans, initial_option: spans[0] }),
      {
        ...input(muteForm.because, 'Why', { type: 'plain_text_input', max_length: 200 }),
        hint: plainText(
          'Everybody sees it. What comes is recorded; what is still open when it ends is posted then.',
          150,
        ),
      },
    ],
  };
}

/** `restricted-ssh on web`; undefined where the name that it needs is not told. */
function choiceOf(scope: MuteScope, { what, resource, actor, account }: MuteNames): string | undefined {
  switch (scope) {
    case 'same':
      return resource === undefined ? `${what} in ${account}` : `${what} on ${resource}`;
    case 'resource':
      return resource && `Everything on ${resource}`;
    case 'rule':
      return `${what} anywhere in ${account}`;
    case 'actor':
      return actor && `Everything by ${actor} in ${account}`;
    case 'account':
      return `Everything in ${account}`;
  }
}

/** The text of an alert's message, without its symbol, which Slack may give back as a name between colons. */
function sentenceOf(said: string): string {
  return unescapeSlack(said).replace(/^(?::[\w+'-]+:|[^\p{L}\p{N}])+/u, '');
}

function option(value: string, words: string) {
  return { text: plainText(words, 75), value };
}

function input(name: string, label: string, element: Readonly<Record<string, unknown>>) {
  return { type: 'input', block_id: name, label: plainText(label, 100), element: { ...element, action_id: name } };
}
