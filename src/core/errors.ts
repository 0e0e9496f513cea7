/**
 * What a person can do wrong, or meet, in the words that the person reads: what is wrong, and what to do.
 * Expected outcomes are values elsewhere; anything that is not listed here is a bug or an outage and is thrown as it is.
 */
const catalogue = {
  UNKNOWN_ACCOUNT: (c: { accountId: string }) => ({
    message: `Account ${c.accountId} is not in the settings, so nothing is ever done in it.`,
    hint: 'Add it under `accounts` and deploy, if it is ours.',
  }),
  NOT_ALLOWED: (c: { what: string }) => ({
    message: `You are not allowed to ${c.what}.`,
    hint: 'Ask for the right under “access” in the settings.',
  }),
  TOO_MANY: (c: { seconds: number }) => ({
    message: 'That was more than I take from one person in so short a time.',
    hint: `Wait ${c.seconds} seconds and ask again; what was taken before is being worked on.`,
  }),
  OTHER_WORKSPACE: () => ({
    message: 'This app answers only to its own workspace.',
    hint: 'Ask somebody of that workspace to do it.',
  }),
  BAD_ARGUMENT: (c: { problem: string; example: string }) => ({
    message: c.problem,
    hint: `For example: ${c.example}`,
  }),
  UNKNOWN_COMMAND: (c: { command: string; known: string }) => ({
    message: `There is no command ${c.command}.`,
    hint: `Known: ${c.known}.`,
  }),
  NOT_FOUND: (c: { what: string; where: string }) => ({
    message: `${c.what} was not found in ${c.where}.`,
    hint: 'Check the spelling; what was created or changed in the last minutes may not have been recorded yet.',
  }),
  UNREACHABLE: (c: { what: string; why: string; advice?: string }) => ({
    message: `${c.what} could not be reached: ${c.why.replace(/\.$/, '')}.`,
    hint: c.advice ?? adviceOn(c.why),
  }),
  REFUSED: (c: { what: string; why: string }) => ({
    message: `${c.what} refused it: ${c.why}.`,
    hint: 'Mend what it names, then try again.',
  }),
  ALERT_RESOLVED: () => ({
    message: 'This alert is already resolved, so there is nothing to remediate.',
    hint: 'If it comes back, the alert opens again with a new button.',
  }),
  NOT_OPEN: () => ({
    message: 'This alert is already resolved.',
    hint: 'If it comes back, it opens again with its buttons.',
  }),
  ACKNOWLEDGED: (c: { by: string }) => ({
    message: `This alert was acknowledged before, by ${c.by}.`,
    hint: 'Ask them what they found; if it opens again, it can be acknowledged again.',
    person: c.by,
  }),
  MUTED: (c: { by: string; id: string; until: string }) => ({
    message: `This alert is muted already until ${c.until}, by ${c.by}.`,
    hint: `To hear of it again: /aws-alerts unmute ${c.id}`,
    person: c.by,
  }),
  FORM_NOT_OPENED: (c: { instead: string }) => ({
    message: 'Slack did not open the form in time.',
    hint: `Press again, or type: ${c.instead}`,
  }),
  ALREADY_RUNNING: (c: { by: string }) => ({
    message: `This remediation was already started by ${c.by}.`,
    hint: 'Its progress is in the thread of the alert.',
    person: c.by,
  }),
  TOO_LATE: (c: { what: string; now: string }) => ({
    message: `It is too late to ${c.what}: this request is ${c.now} by now.`,
    hint: 'Its message tells what became of it.',
  }),
  ASKED_LONG_AGO: () => ({
    message: 'This was asked for more than 15 minutes ago and could not be taken up before, so nothing was done.',
    hint: 'Look at how it is by now, and ask again if it is still wanted.',
  }),
  NOT_YOURS_TO_APPROVE: (c: { why: string }) => ({
    message: `You cannot approve this: ${c.why}.`,
    hint: 'Ask another of those who may approve, within 15 minutes of the plan.',
  }),
  STALE_BUTTON: () => ({
    message: 'This button does not belong to a message that the app knows.',
    hint: 'Use the button of the newest message about it.',
  }),
  SEARCH_ENDED: () => ({
    message: 'This search has ended already.',
    hint: 'Its message tells what was found.',
  }),
  SEARCH_DECIDED: () => ({
    message: 'Somebody has said before which way this search goes, or it has ended.',
    hint: 'Its message tells how far it is.',
  }),
  BAD_FILE: (c: { file: string; problem: string; advice: string }) => ({
    message: `${c.file}: ${c.problem}.`,
    hint: c.advice,
  }),
  NOT_IN_FILE: (c: { file: string; missing: string; why: string; advice: string }) => ({
    message: `${c.file} does not hold ${c.missing}, and AWS could not be asked: ${c.why}.`,
    hint: c.advice,
  }),
  NOT_RECORDED_YET: (c: { what: string; at: string }) => ({
    message: `${c.what} is known as it was before ${c.at}, and not yet as it was then.`,
    hint: 'AWS Config needs some minutes to record a change; try again then.',
  }),
  BAD_SETTINGS: (c: { file: string; problems: readonly string[] }) => ({
    message: `${c.file} has ${c.problems.length === 1 ? 'a problem' : `${c.problems.length} problems`}:\n${c.problems.map((p) => `  ${p}`).join('\n')}`,
    hint: 'Mend the lines named above.',
  }),
  PORT_TAKEN: (c: { port: number }) => ({
    message: `Port ${c.port} is taken by another program.`,
    hint: 'End that one, or choose another port: npm start -- --port 3001',
  }),
  USAGE: (c: { problem: string; usage: string }) => ({ message: c.problem, hint: c.usage }),
} as const;

/** Reasons (`awsReason`, Slack's codes, S3's) that stay until somebody does something, and what that is. */
const lasting: readonly (readonly [RegExp, string])[] = [
  [
    /no AWS credentials|ExpiredToken|UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch/,
    'Sign in to AWS (aws sso login, AWS_PROFILE or AWS_ACCESS_KEY_ID), then try again.',
  ],
  [
    /access ?denied|unauthorized|not authorized|missing_scope/i,
    'Trying again does not help: whoever looks after this account must give the right that is named.',
  ],
  [
    /invalid_auth|not_authed|token_revoked|token_expired|account_inactive/,
    "Trying again does not help: Slack does not take the app's token any more (docs/operations.md, “The token”).",
  ],
  [/ECONNREFUSED|ENOTFOUND/, 'Check the network and, where it is set, AWS_ENDPOINT_URL; then try again.'],
  [
    // AWS's own codes, but for those of its troubles: it answered, and would answer the same again.
    /^(?!Internal|Service|Throttl|TooMany|Request(Limit|Timeout)|SlowDown|LimitExceeded|Conflict)[A-Z][A-Za-z]+(\.[A-Za-z]+)*: /,
    'Trying again does not help: mend what AWS names.',
  ],
];

function adviceOn(why: string): string {
  return lasting.find(([reason]) => reason.test(why))?.[1] ?? 'Nothing was lost; try again in a minute.';
}

type Catalogue = typeof catalogue;
export type ErrorCode = keyof Catalogue;
type ContextOf<Code extends ErrorCode> = Parameters<Catalogue[Code]> extends [infer C] ? [context: C] : [];

/** A person's mistake or a refusal, told to that person alone; never retried. */
type Worded = Readonly<{ message: string; hint: string; person?: string }>;

export class UserError extends Error {
  override readonly name = 'UserError';
  readonly code: ErrorCode;
  readonly hint: string;
  /** A Slack user's id that stands in the message, to be shown as a mention. */
  readonly person?: string;

  constructor(code: ErrorCode, { message, hint, person }: Worded) {
    super(message);
    this.code = code;
    this.hint = hint;
    if (person !== undefined) this.person = person;
  }
}

/** Makes the error of the catalogue for `code`, worded with its context. */
export function userError<Code extends ErrorCode>(code: Code, ...context: ContextOf<Code>): UserError {
  const word = catalogue[code] as (c?: unknown) => Worded;
  return new UserError(code, word(context[0]));
}
