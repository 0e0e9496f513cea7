import type { Job } from '../../core/job.ts';
import type {
  Audit,
  CallMade,
  Compliance,
  LoadHistory,
  Log,
  Now,
  People,
  SendToQueue,
  Slack,
  Store,
} from '../../core/ports.ts';
import type { Decision, RemediationRequest } from '../../core/remediation.ts';
import type { Settings } from '../../core/settings.ts';
import type { MemberClients, Remediation } from '../../remediations/index.ts';

type Place = Readonly<{ accountId: string; region: string }>;

/** Everything that acting works with. */
export type ActWorld = Readonly<{
  store: Store;
  sendToQueue: SendToQueue;
  settings: Settings;
  /** Sessions in member accounts (`aws/member.ts`). */
  members: Readonly<{
    read(place: Place): Promise<MemberClients>;
    remediate(
      place: Place,
      deed: Readonly<{
        userId: string;
        requestId: string;
        actions: readonly string[];
        resources: readonly string[];
        declared?: readonly string[];
        onCall?: (call: CallMade) => void;
      }>,
    ): Promise<MemberClients>;
  }>;
  people: People;
  audit: Audit;
  compliance: Compliance;
  /** The newest configuration items of a resource, which tell its tags. */
  loadHistory: LoadHistory;
  /** The remediation of an id (`remediations/index.ts`). */
  findRemediation: (id: string) => Remediation | undefined;
  slack: Pick<Slack, 'answer' | 'openDirect' | 'isShared'>;
  now: Now;
  log: Log;
  /** What finds this run in the logs. */
  reference: string;
}>;

/** A press of a button on a request's own message. */
export type Deciding = Extract<Job, { kind: 'remediation'; decision: Decision }>;

/** The remediation of a request; throws where there is none, which is a fault of ours. */
export function remediationOf({ remediation }: RemediationRequest, world: ActWorld): Remediation {
  const found = world.findRemediation(remediation);
  if (!found) throw new Error(`There is no remediation ${remediation}`);
  return found;
}
