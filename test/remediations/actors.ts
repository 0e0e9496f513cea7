import { createClients } from '../../src/aws/clients.ts';
import { createMembers } from '../../src/aws/member.ts';
import type { Asked } from '../../src/playground/aws/identity.ts';
import { type Aws, startAws } from '../../src/playground/aws/start.ts';
import { guid, makeRandom } from '../../src/playground/random.ts';
import type { Remediation, RemediationContext, Task } from '../../src/remediations/define.ts';
import { loadPlaygroundSettings } from '../playground/aws/settings.ts';

export type Direction = 'act' | 'undo';

/** The playground's AWS, with sessions in its members as the flow opens them, and every right that somebody needed there. */
export type Theatre = Readonly<{
  aws: Aws;
  /** What was asked of the role that looks, and of the one that changes, since `forget`. */
  asked: Readonly<{ read: readonly Asked[]; act: readonly Asked[] }>;
  forget(): void;
  pass(ms: number): void;
  /** What a remediation works with: it may only do what it declared. */
  contextOf(remediation: Remediation, task: Task, direction?: Direction): RemediationContext;
  close(): Promise<void>;
}>;

/** Starts it, and points the SDK at it until it is closed. */
export async function openTheatre(): Promise<Theatre> {
  const settings = await loadPlaygroundSettings();
  const later = { ms: 0 };
  const all: Asked[] = [];
  const now = () => Date.now() + later.ms;
  const aws = await startAws({
    ...{ settings, seed: 11, now },
    slackSecret: { botToken: 'xoxb-test', signingSecret: 'shh' },
    onAsk: (asked) => void all.push(asked),
  });
  const before = { ...process.env };
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_ACCESS_KEY_ID: aws.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.credentials.secretAccessKey,
  });
  const clients = createClients({ region: settings.bot.region, stsRegion: settings.security.region, now });
  const members = createMembers({ clients, settings });
  const random = makeRandom(11, 'tokens');
  const of = (role: string) => all.filter(({ roleArn }) => roleArn.endsWith(`/${role}`));
  return {
    aws,
    asked: {
      get read() {
        return of(settings.roles.read);
      },
      get act() {
        return of(settings.roles.remediate);
      },
    },
    forget: () => void all.splice(0),
    pass(ms) {
      later.ms += ms;
      aws.settle();
    },
    contextOf(remediation, { resource }, direction = 'act') {
      const token = guid(random);
      const declared: readonly string[] = remediation.permissions[direction] ?? [];
      return {
        token,
        now,
        read: () => members.read(resource),
        async act(actions, resources) {
          const undeclared = actions.filter((action) => !declared.includes(action));
          if (undeclared.length > 0) throw new Error(`${remediation.id} does not declare ${undeclared.join(', ')}`);
          return members.remediate(resource, { userId: 'U0ALICE', requestId: token, actions, resources });
        },
      };
    },
    async close() {
      process.env = before;
      await aws.close();
    },
  };
}
