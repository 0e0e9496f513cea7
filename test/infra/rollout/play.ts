import { policyOf } from '../../../infra/definitions/statement.ts';
import type { Ask, Wire } from '../../../infra/rollout/ask.ts';
import type { Row } from '../../../infra/rollout/item.ts';
import { rolloutRights } from '../../../infra/rollout/rights.ts';
import { rollout, type Terminal } from '../../../infra/rollout/rollout.ts';
import { Crash } from '../../../src/playground/estate/call.ts';
import { type EstateOptions, makeEstate } from '../../../src/playground/estate/estate.ts';
import { parseSettings } from '../../../src/settings/parse.ts';

/** The settings file of an installation with everything that a rollout sets up, for so many accounts. */
export function fileFor({ accounts = 1, regions }: Readonly<{ accounts?: number; regions: readonly string[] }>) {
  const listed = Array.from(
    { length: accounts },
    (_, at) => `  - { id: "${111_122_223_333 + at}", name: account-${at} }`,
  );
  return `slack: { team: T0EXAMPLE01, operations: C0OPERATIONS }
bot: { account: "555566667777", region: eu-west-1 }
security: { account: "666677778888", region: eu-west-1, logs: { bucket: example-logs, kmsKey: alias/noroshi-logs } }
accounts:
${listed.join('\n')}
regions: [${regions.join(', ')}]
trail: { bucket: example-logs, role: "arn:aws:iam::666677778888:role/noroshi-log-reader" }
routes: [{ to: C0SECURITY }]
configRules:
  - { managed: APPROVED_AMIS_BY_ID, parameters: { amiIds: ami-0abc }, remediation: { document: AWS-StopEC2Instance, resourceParameter: InstanceId } }
  - { managed: IAM_PASSWORD_POLICY }
  - { custom: desired-instance-type, parameters: { desiredInstanceType: "t3.micro" } }
rollout:
  chain:
    - { role: "arn:aws:iam::777788889999:role/jump" }
    - { role: "arn:aws:iam::666677778888:role/rollout", externalId: noroshi-hub }
  guarddutyFeatures: [S3_DATA_EVENTS, EKS_AUDIT_LOGS]
`;
}

/** What a run printed and did. */
export type Played = Readonly<{
  code: number | 'cut';
  rows: readonly Row[];
  said: string;
  writes: readonly string[];
  calls: number;
}>;

/** A clock that passes when nothing is left to do but to wait: then what waits shortest goes on. */
function makeClock() {
  let time = Date.parse('2026-11-20T12:00:00Z');
  const waiting: { at: number; go: () => void }[] = [];
  const next = () => {
    const [first] = waiting.splice(0, 1);
    if (!first) return;
    time = Math.max(time, first.at);
    first.go();
    if (waiting.length > 0) setImmediate(next);
  };
  return {
    now: () => time,
    pass: (ms: number) => {
      time += ms;
    },
    pause: (ms: number) =>
      new Promise<void>((go) => {
        const at = time + ms;
        const place = waiting.findIndex((one) => one.at > at);
        waiting.splice(place < 0 ? waiting.length : place, 0, { at, go });
        if (waiting.length === 1) setImmediate(next);
      }),
  };
}

type Clock = Readonly<{ now(): number; pause(ms: number): Promise<void> }>;
type Options = Partial<EstateOptions> & Readonly<{ callMs?: number; clock?: Clock }>;

/** A terminal before an estate. Each call takes `callMs`; by a `clock` of its own, or one that passes by itself. */
export function playing(file: string, { callMs = 0, clock, ...options }: Options = {}) {
  const simulated = makeClock();
  const { now, pause } = clock ?? simulated;
  const { pass } = simulated;
  const files = new Map([['noroshi.yml', file]]);
  const { settings } = parseSettings(file, { file: 'noroshi.yml' });
  const estate = makeEstate({
    settings,
    regions: settings.regions === 'enabled' ? ['eu-west-1', 'us-east-1'] : settings.regions,
    now,
    // Nothing works here that the roles of \`rollout bootstrap\` may not do.
    rights: (accountId) => JSON.stringify(policyOf(rolloutRights(settings, accountId))),
    ...options,
  });
  const said: string[] = [];
  const out: string[] = [];
  /** Whoever runs it dies with the call that is cut: nothing of that run goes on. */
  const mortal = (life: { isOver: boolean; end(): void }): Wire => {
    return (from) => {
      const ask = estate.wire(from);
      const never = () => new Promise<never>(() => {});
      return (async (name: string, input: unknown) => {
        if (life.isOver) return never();
        if (callMs > 0) await pause(callMs);
        try {
          const output = await ask(name, input);
          return life.isOver ? await never() : output;
        } catch (error) {
          if (!(error instanceof Crash)) throw error;
          life.end();
          return never();
        }
      }) as Ask;
    };
  };
  const terminal: Terminal = {
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => said.push(text) },
    isTerminal: false,
    starter: 'noroshi.yml',
    env: {},
    now,
    pause,
    random: () => 0.5,
    wire: estate.wire as Wire,
    readFile: async (name) => files.get(name) ?? Promise.reject(new Error(`no ${name}`)),
    findFile: async (name) => files.get(name),
    writeFile: async (name, text) => void files.set(name, text),
    appendFile: async (name, text) => void files.set(name, (files.get(name) ?? '') + text),
    hash: (text) => text,
  };
  return {
    settings,
    estate,
    files,
    now,
    pass,
    /** Runs a command, as JSON. */
    async run(...argv: readonly string[]): Promise<Played> {
      out.length = 0;
      said.length = 0;
      const from = estate.calls.length;
      const life = { isOver: false, end: () => {} };
      const dead = new Promise<'cut'>((resolve) => {
        life.end = () => {
          life.isOver = true;
          resolve('cut');
        };
      });
      const ended: Promise<Played['code']> = rollout([...argv, '--json'], { ...terminal, wire: mortal(life) });
      const code = await Promise.race([ended, dead]);
      const made = estate.calls.slice(from);
      const writes = made
        .filter(({ write }) => write)
        .map(({ name, accountId, region }) => `${name} ${accountId} ${region}`);
      const rows: readonly Row[] = code === 'cut' ? [] : JSON.parse(out.join(''));
      return { code, rows, said: said.join(''), writes, calls: made.length };
    },
    /** Runs a command for people: what they read. */
    async show(...argv: readonly string[]): Promise<string> {
      out.length = 0;
      await rollout(argv, terminal);
      return out.join('');
    },
  };
}
