import * as z from 'zod/mini';
import { parseCidr } from '../core/cidr.ts';
import { findNearest } from '../core/text/nearest.ts';

/** Tells what would be right, beside what is there now. */
function say(right: string): (issue: { readonly input?: unknown }) => string {
  return ({ input }) => {
    if (input === undefined) return `is missing; it must be ${right}`;
    const shown = typeof input === 'object' ? '' : `, not ${JSON.stringify(input)?.slice(0, 80)}`;
    return `must be ${right}${shown}`;
  };
}

/** A text that fits `pattern`; `right` completes "must be …". */
export function text(pattern: RegExp, right: string) {
  return z.string({ error: say(right) }).check(z.regex(pattern, { error: say(right) }));
}

/** A text that passes `isRight`; `right` completes "must be …". */
function textThat(isRight: (value: string) => boolean, right: string) {
  return z.string({ error: say(right) }).check(z.refine(isRight, { error: say(right) }));
}

/** A whole number between both, included. */
export function count(least: number, most: number) {
  const right = `a whole number from ${least} to ${most}`;
  const error = say(right);
  return z
    .number({ error })
    .check(z.refine((value: number) => Number.isInteger(value) && value >= least && value <= most, { error }));
}

/** One of some words; a near miss is told which one was probably meant. */
export function oneOf<const Words extends readonly string[]>(words: Words) {
  return z.enum(words, {
    error: (issue) => {
      const near = typeof issue.input === 'string' ? findNearest(issue.input, words) : undefined;
      return near ? `must be ${near}, if that was meant by "${issue.input}"` : say(`one of ${words.join(', ')}`)(issue);
    },
  });
}

/** A group of keys and nothing else; each unknown key is told on a line of its own, in the order of the issue's keys. */
export function section<const Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => unknownKey(key, known)).join('\n')
        : say(`a group with the keys ${known.join(', ')}`)(issue),
  });
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = findNearest(key, known);
  return near ? `is not a key here; did you mean ${near}?` : `is not a key here; the keys are ${known.join(', ')}`;
}

/** A list; `what` names its entries. */
export function list<Entry extends z.core.SomeType>(entry: Entry, what: string) {
  return z.array(entry, { error: say(`a list of ${what}`) });
}

/** One value or a list that means any of: a list in either case. */
export function oneOrMore<Entry extends z.core.SomeType>(entry: Entry) {
  const filled = z.array(entry).check(z.minLength(1, { error: 'must not be an empty list, which nothing matches' }));
  return z.pipe(
    z.transform((value: unknown) => (Array.isArray(value) ? value : [value])),
    filled,
  );
}

/** Names with a text each. */
export const texts = z.record(z.string(), anyText(), { error: say('a group of names with a text each') });

/** Any text but an empty one. */
export function anyText() {
  return text(/\S/, 'a text, in quotes if it looks like a number');
}

export const yesOrNo = z.boolean({ error: say('true or false') });

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `60s`, `15m`, `24h`, `7d` → milliseconds. */
export const duration = z.pipe(
  text(/^[1-9]\d{0,5}[smhd]$/, 'a duration such as 60s, 15m, 24h or 7d'),
  z.transform(
    (written) => Number.parseInt(written, 10) * units[z.parse(z.enum(['s', 'm', 'h', 'd']), written.slice(-1))],
  ),
);

export const accountId = text(/^\d{12}$/, 'the 12 digits of an account in quotes, such as "111122223333"');
export const region = text(/^[a-z]{2,4}(-[a-z]+){1,2}-\d{1,2}$/, 'the name of a region, such as eu-west-1');
export const bucket = text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket: 3 to 63 of a-z, 0-9, . and -');

/** What stands before `AWSLogs/`: people write it with or without its last slash, as CloudTrail's console does. */
export const keyPrefix = z.pipe(
  text(/^(?:[^/].{0,199})?$/, 'what stands before AWSLogs/ in the keys, such as security/, or ""'),
  z.transform((written) => (written === '' || written.endsWith('/') ? written : `${written}/`)),
);

/** IAM: names of roles have at most 64 characters. */
export const roleName = text(
  /^[\w+=,.@-]{1,64}$/,
  'the name of a role (not its ARN): 1 to 64 of A-Z, a-z, 0-9 and +=,.@_-',
);
export const roleArn = text(
  /^(?=.{1,2048}$)arn:aws[a-z-]*:iam::\d{12}:role\/(?:[\x21-\x7e]{1,512}\/)?[\w+=,.@-]{1,64}$/,
  'the ARN of a role, such as arn:aws:iam::111122223333:role/noroshi-log-reader, its name at most 64 characters',
);
export const topicArn = text(
  /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/,
  'the ARN of an SNS topic, such as arn:aws:sns:eu-west-1:111122223333:oncall',
);

/** STS, AssumeRole: 2 to 1224 characters. */
export const externalId = text(/^[\w+=,.@:/-]{2,1224}$/, 'an external id: 2 to 1224 of A-Z, a-z, 0-9 and +=,.@:/_-');
export const externalIdTemplate = text(
  /^(?=.*\{account\})(?:[\w+=,.@:/-]|\{account\}){2,1200}$/,
  'an external id that contains {account}, so that each account has its own, such as "noroshi-{account}"',
);

const whereToFind = 'Slack shows it at the end of the "About" page';
export const slackTeam = text(
  /^[TE][A-Z0-9]{2,20}$/,
  'the id of a workspace: T and capitals or digits, as in its web address',
);
export const slackChannel = text(
  /^[CG][A-Z0-9]{2,20}$/,
  `the id of a channel, which starts with C, not its name: ${whereToFind}`,
);
export const slackOwner = text(/^[CGUW][A-Z0-9]{2,20}$/, `the id of a user (U…) or of a channel (C…): ${whereToFind}`);
export const slackTarget = text(
  /^[CGUWS][A-Z0-9]{2,20}$/,
  'the id of a channel (C…), a user (U…) or a user group (S…)',
);
export const slackRoute = text(
  /^(?:owner|[CGUW][A-Z0-9]{2,20})$/,
  `the id of a channel (C…) or a user (U…), or the word owner: ${whereToFind}`,
);
export const slackPerson = text(
  /^(?:[UWS][A-Z0-9]{2,20}|[^\s@]{1,64}@[^\s@]{1,190}\.[^\s@.]{2,63})$/,
  'the id of a user (U…) or of a user group (S…), or an e-mail address',
);

export const cidr = textThat(
  (value) => value.includes('/') && parseCidr(value) !== undefined,
  'a range of addresses such as 198.51.100.0/24 or 2001:db8::/32',
);

/** `2027-01-31`, a day that exists. */
export const day = textThat(
  (value) => /^\d{4}-\d{2}-\d{2}$/.test(value) && new Date(`${value}T00:00:00Z`).toJSON()?.startsWith(value) === true,
  'a day such as 2027-01-31',
);
