import { userError } from '../core/errors.ts';
import { oneLine } from '../core/text/phrase.ts';
import { unescapeSlack } from '../core/text/slack-text.ts';
import { defineOrder } from './define.ts';

/** What `/aws-remediate` wants: something done to a resource, to see what there is, or the kill switch. */
export type Ordered =
  | Readonly<{ kind: 'list' }>
  | Readonly<{ kind: 'switch'; to: 'on' | 'off'; reason?: string }>
  | Readonly<{
      kind: 'remediate';
      remediation: string;
      /** An id, ARN, name or Name tag. */
      resource: string;
      account?: string;
      region?: string;
      rule?: string;
      /** What the remediation needs to know beside the resource, by name. */
      input: Readonly<Record<string, string>>;
    }>;

/** Starts a remediation without an alert, lists what can be started, and holds the kill switch. */
export const remediate = defineOrder({
  id: 'remediate',
  summary: 'Change a resource as a button would, see what may be started, or stop everything',
  usage: 'REMEDIATION RESOURCE [NAME=VALUE …] [account:NAME] [region:REGION] [rule:RULE] | list | off [REASON] | on',
  example: 'stop-instance i-0123456789abcdef0',
  args: {
    what: {
      ...{ kind: 'texts', positional: true, required: true, hint: 'REMEDIATION RESOURCE [NAME=VALUE …]' },
      help: 'which change, to which resource (an id, ARN, name or Name tag), and what the change needs to know beside it; `list` shows the changes; `off REASON` stops all of them, `on` lets them go again',
    },
    account: { kind: 'text', hint: 'NAME', help: 'the account of the resource, by name or id, where several have one' },
    region: { kind: 'text', hint: 'REGION', help: 'its region, where several have one' },
    rule: { kind: 'text', hint: 'RULE', help: 'the Config rule that it is about' },
  },
  order(text, { parse, example }): Ordered {
    const refuse = (problem: string): Error => userError('BAD_ARGUMENT', { problem, example });
    // Before anything is parsed: whoever stops everything is in a hurry, and a reason may look like anything.
    const off = /^\s*off(?:\s+(.*))?$/is.exec(text);
    const reason = oneLine(unescapeSlack(off?.[1] ?? ''), 300);
    if (off) return { kind: 'switch', to: 'off', ...(reason !== '' && { reason }) };
    const { what, account, region, rule } = parse();
    const [first = '', resource, ...rest] = what;
    if (what.length === 1 && first.toLowerCase() === 'list') return { kind: 'list' };
    if (what.length === 1 && first.toLowerCase() === 'on') return { kind: 'switch', to: 'on' };
    if (resource === undefined) throw refuse('RESOURCE is missing: say what to change, by its id, ARN or name.');
    const pairs = rest.map((word) => pairIn(word, refuse));
    const twice = pairs.find(([name], at) => pairs.findIndex(([other]) => other === name) !== at);
    if (twice) throw refuse(`${twice[0]} is given twice.`);
    return {
      ...{ kind: 'remediate', remediation: first, resource, input: Object.fromEntries(pairs) },
      ...(account !== undefined && { account }),
      ...(region !== undefined && { region }),
      ...(rule !== undefined && { rule }),
    };
  },
});

function pairIn(word: string, refuse: (problem: string) => Error): readonly [name: string, value: string] {
  const [, name, value] = /^([A-Za-z][\w.-]{0,63})=(.{1,500})$/s.exec(word) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw refuse(`“${oneLine(word, 100)}” is neither a resource nor NAME=VALUE: one resource at a time.`);
}
