import { matchesPattern } from './condition.ts';
import type { People, Person } from './ports.ts';
import { type Account, findAccount, type Grant, type Settings } from './settings.ts';

/**
 * Whether a person may look things up and search. As everything here it throws UNREACHABLE when Slack cannot be asked who
 * somebody is: then nobody may.
 */
export async function mayInvestigate(
  settings: Settings,
  { userId, teamId }: Readonly<{ userId: string; teamId?: string }>,
  people: People,
): Promise<boolean> {
  const person = await findColleague(settings, { userId, teamId }, people);
  return person !== undefined && isAmong(settings.access.investigate, person, people);
}

/** Whether a person may have a remediation carried out in an account; never in one that is not in the settings. */
export async function mayRemediate(
  settings: Settings,
  asked: Readonly<{ userId: string; teamId?: string; accountId: string; remediation: string }>,
  people: People,
): Promise<boolean> {
  const account = findAccount(settings, asked.accountId);
  if (!account) return false;
  const grants = settings.access.remediate.filter((grant) => covers(grant, account, asked.remediation));
  if (grants.length === 0) return false;
  const person = await findColleague(settings, asked, people);
  return (
    person !== undefined &&
    isAmong(
      grants.map(({ who }) => who),
      person,
      people,
    )
  );
}

/**
 * `yes`, or why this person may not approve what another one asked for, as a clause: the second person of a plan is an
 * approver, and not the first one behind a second Slack user. Where the policy itself asked (`auto`) there is no first one.
 */
export async function mayApprove(
  settings: Settings,
  asked: Readonly<{
    approverId: string;
    approverTeamId?: string;
    requesterId: string;
    accountId: string;
    remediation: string;
  }>,
  people: People,
): Promise<string> {
  const { approverId, requesterId, accountId } = asked;
  if (!findAccount(settings, accountId)) return `account ${accountId} is not in the settings`;
  if (approverId === requesterId) return 'whoever asked for it cannot approve it as well';
  const approver = await findColleague(settings, { userId: approverId, teamId: asked.approverTeamId }, people);
  if (!approver) return 'guests, apps, deactivated people and other workspaces cannot approve anything';
  if (!(await isAmong(settings.access.approve, approver, people))) {
    return 'only people under access.approve in the settings can approve it';
  }
  return requesterId === 'auto' ? 'yes' : whySame(approver, await people.findPerson(requesterId));
}

/** Two Slack users are two people when both e-mail addresses can be read and differ. */
function whySame(approver: Person, requester: Person | undefined): string {
  if (!approver.email) return 'the e-mail address of the approver cannot be read, which may be that of whoever asked';
  if (!requester?.email) return 'the e-mail address of whoever asked cannot be read, which may be that of the approver';
  return mailbox(approver.email) === mailbox(requester.email)
    ? 'whoever asked for it has the same e-mail address and cannot approve it as well'
    : 'yes';
}

/** Where mail to an address arrives: `alice+aws@` is the second Slack user of `alice@`, for Slack lets an address join once. */
function mailbox(email: string): string {
  const [, name = '', domain = ''] = /^([^+@]*)[^@]*@(.*)$/.exec(email.normalize('NFKC').toLowerCase()) ?? [];
  return `${name}@${domain}`;
}

/** A person of our own workspace who can have rights: no guest, no app, nobody who has left. */
async function findColleague(
  { slack }: Settings,
  { userId, teamId }: Readonly<{ userId: string; teamId?: string | undefined }>,
  people: People,
): Promise<Person | undefined> {
  if (!/^[UW][A-Z0-9]+$/.test(userId) || (teamId !== undefined && teamId !== slack.team)) return undefined;
  const person = await people.findPerson(userId);
  if (person?.id !== userId || person.teamId !== slack.team) return undefined;
  return person.isGuest || person.isBot || person.isGone ? undefined : person;
}

/** By user id, e-mail address or user group; a group is asked only where nothing else says yes. */
async function isAmong(who: readonly string[], { id, email }: Person, people: People): Promise<boolean> {
  if (who.some((one) => one === id || (email !== undefined && one.includes('@') && one.toLowerCase() === email))) {
    return true;
  }
  for (const group of who.filter((one) => /^S[A-Z0-9]+$/.test(one))) {
    if ((await people.listMembers(group)).includes(id)) return true;
  }
  return false;
}

function covers({ accounts, remediations }: Grant, account: Account, remediation: string): boolean {
  const isAccount = (pattern: string): boolean =>
    matchesPattern(pattern, account.name) || matchesPattern(pattern, account.id);
  const isRemediation = (pattern: string): boolean => matchesPattern(pattern, remediation);
  return (accounts?.some(isAccount) ?? true) && (remediations?.some(isRemediation) ?? true);
}

/**
 * Whether a person may hold the switch of all remediations: whoever may change anything anywhere, or approves it, can stop
 * everything; only who approves can let it go again.
 */
export async function maySwitch(
  settings: Settings,
  asked: Readonly<{ userId: string; teamId?: string; to: 'on' | 'off' }>,
  people: People,
): Promise<boolean> {
  const { approve, remediate } = settings.access;
  const who = [...approve, ...(asked.to === 'off' ? remediate.map((grant) => grant.who) : [])];
  const person = await findColleague(settings, asked, people);
  return person !== undefined && isAmong(who, person, people);
}
