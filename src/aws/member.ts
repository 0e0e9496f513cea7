import { createHash } from 'node:crypto';
import { userError } from '../core/errors.ts';
import { regionOf, sessionPolicyOf } from '../core/iam/session-policy.ts';
import { findAccount, type Settings } from '../core/settings.ts';
import type { OnCall } from './calls.ts';
import type { Clients } from './clients.ts';
import { externalIdOf, roleArnOf } from './role.ts';

/** `global` for what has no region. */
type Place = Readonly<{ accountId: string; region: string }>;

/** For whom, for which request, and to what a session that may change things is narrowed. */
type Deed = Readonly<{
  /** Slack user id of the person who asked, or `auto` where a policy did. */
  userId: string;
  /** The remediation request's id. */
  requestId: string;
  actions: readonly string[];
  /** ARNs; `*` stands only for actions that AWS knows no resource for. */
  resources: readonly string[];
  /** What the remediation declared: an action beyond it opens no session. */
  declared?: readonly string[];
  /** Told of every call that the session makes. */
  onCall?: OnCall;
}>;

/** Sessions in member accounts. Accounts that are not in the settings are refused before STS is asked anything. */
export type Members = Readonly<{
  /** `noroshi-read`: looks only. */
  read(place: Place): Promise<Clients>;
  /** `noroshi-remediate`, narrowed to the deed and carrying the person's name. */
  remediate(place: Place, deed: Deed): Promise<Clients>;
}>;

/** The shortest session that STS gives. Docs: STS API Reference, AssumeRole. */
const durationSeconds = 900;

/** Opens sessions in member accounts; role ARNs are built from the settings alone, never from a message. */
export function createMembers({ clients, settings }: { clients: Clients; settings: Settings }): Members {
  function roleIn(accountId: string, role: string): { roleArn: string; externalId: string; durationSeconds: number } {
    const account = findAccount(settings, accountId);
    if (!account) throw userError('UNKNOWN_ACCOUNT', { accountId });
    return {
      roleArn: roleArnOf(account.id, role),
      externalId: externalIdOf(settings, account.id),
      durationSeconds,
    };
  }

  return {
    async read({ accountId, region }) {
      const role = roleIn(accountId, settings.roles.read);
      const session = await clients.assume({ ...role, sessionName: 'noroshi-read' });
      return session.inRegion(regionOf(region));
    },

    async remediate({ accountId, region }, deed) {
      const role = roleIn(accountId, settings.roles.remediate);
      mustBeDeclared(deed);
      const actionId = actionIdOf(deed.requestId);
      const session = await clients.assume({
        ...role,
        sessionName: actionId,
        sourceIdentity: sourceIdentityOf(deed.userId),
        tags: { SlackUser: deed.userId, ActionId: actionId },
        policy: sessionPolicyOf({ accountId, region, actions: deed.actions, resources: deed.resources }),
      });
      const narrowed = session.inRegion(regionOf(region));
      return deed.onCall ? narrowed.watched(deed.onCall) : narrowed;
    },
  };
}

/** How a request is called in the member's CloudTrail: as session name and as tag. */
function actionIdOf(requestId: string): string {
  return `noroshi-${createHash('sha256').update(requestId).digest('hex').slice(0, 24)}`;
}

/** `slack-U…` or `noroshi-auto`: 2–64 characters of `[\w+=,.@-]`; it cannot be changed later in the chain. Docs: STS, SourceIdentity. */
export function sourceIdentityOf(userId: string): string {
  if (userId === 'auto') return 'noroshi-auto';
  if (!/^[UW][A-Z0-9]{1,56}$/.test(userId)) throw new Error('Not a Slack user id; no session is opened for it');
  return `slack-${userId}`;
}

/** A remediation cannot ask for more than it declares, whatever the role may do. */
function mustBeDeclared({ actions, declared }: Deed): void {
  const beyond = declared && actions.filter((action) => !declared.includes(action));
  if (beyond && beyond.length > 0) throw new Error(`The remediation does not declare ${beyond.join(', ')}`);
}
