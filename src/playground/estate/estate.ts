/**
 * AWS as an installation finds it on the first day: many accounts and regions in which nothing was set up, and the services
 * that set-up asks, each as strict as we know it to be.
 *
 * It stands beside `../aws`, which serves the playground: one world of resources with a story, seen through one installation
 * that works. That world never lacks a trail, a recorder or a role, and its IAM, Config, GuardDuty and CloudTrail tell of
 * changes to it; here they are what is made, changed and taken away, per account and region. Signatures, wire protocols,
 * policies and errors are those of `../aws`; the form of every input and output is what the SDK's own models say (`shape.ts`).
 */
import type { Caller, Identity } from '../aws/identity.ts';
import { hex, makeRandom } from '../random.ts';
import { type Call, callWith, type Faults } from './call.ts';
import { makeCloudtrail } from './cloudtrail.ts';
import { makeConfig } from './config.ts';
import { makeEc2 } from './ec2.ts';
import { makeEvents } from './events.ts';
import { makeGuardduty } from './guardduty.ts';
import { makeIam } from './iam.ts';
import { makeKms } from './kms.ts';
import { makeLambda } from './lambda.ts';
import type { Actions, Parts } from './parts.ts';
import { makeS3 } from './s3.ts';
import { makeScheduler } from './scheduler.ts';
import { type EstateSeed, seedState, terminalOf } from './seed.ts';
import { findIdentity } from './sessions.ts';
import { copyOf } from './snapshot.ts';
import { makeSns } from './sns.ts';
import { makeSqs } from './sqs.ts';
import type { Arrived, State } from './state.ts';
import { makeSts } from './sts.ts';

/** What an estate starts from; `now` in ms since 1970. */
export type EstateOptions = EstateSeed &
  Readonly<{
    now: () => number;
    /** Everything is known, verified and evaluated at once, and no call comes too soon: for tests whose clock stands still. */
    instant?: boolean;
    faults?: Faults;
    /** Operations that this AWS does not know yet, `guardduty:CreatePublishingDestination` and the like. */
    lacks?: readonly string[];
    /** What the URLs of queues begin with, where not with AWS's own. */
    queues?: () => string;
  }>;

type Keys = Readonly<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }>;

/** Calls under these keys, or the terminal's, in a region: inputs and outputs as the SDK has them, errors by their `name`. */
type EstateWire = (
  from: Readonly<{ region: string; keys?: Keys }>,
) => (name: string, input: unknown) => Promise<unknown>;

export type Estate = Readonly<{
  wire: EstateWire;
  /** Every call so far, oldest first; those that failed as well. */
  calls: Call[];
  /** Events that reached a topic or queue. */
  arrived(): readonly Arrived[];
  /** Looks into it, or changes behind everybody's back what a test needs changed. */
  state(): State;
  snapshot(): State;
  restore(snapshot: State): void;
  /** After a `crash`, calls are answered again. */
  restart(): void;
  /** Other faults from now on; none without any. */
  setFaults(faults?: Faults): void;
  findIdentity(accessKeyId: string): Identity | undefined;
  terminal: Identity;
  /** The names of all operations of a service. */
  operations(service: string): readonly string[];
  call: ReturnType<typeof callWith>;
}>;

/** An estate, in this process. */
export function makeEstate(options: EstateOptions): Estate {
  let state = seedState(options);
  let faults = options.faults;
  let isDown = false;
  const calls: Call[] = [];
  const sessions = new Map<string, Identity>();
  const terminal = terminalOf(options);
  sessions.set(terminal.accessKeyId, terminal);
  const parts: Parts = {
    state: () => state,
    now: options.now,
    mint: (digits) => hex(makeRandom(state.ids++, 'estate'), digits),
    lag: (ms) => (options.instant ? 0 : ms),
  };
  const find = (accessKeyId: string) => findIdentity(parts, sessions.get(accessKeyId));
  const actions = actionsOf(parts, {
    keep: (session) => sessions.set(session.accessKeyId, session),
    queues: options.queues,
  });
  const call = callWith(parts, {
    actions,
    lacks: new Set(options.lacks),
    faultOf: (one) => faults?.(one),
    record: (one) => calls.push(one),
    isDown: () => isDown,
    crash: () => {
      isDown = true;
    },
  });
  return {
    wire: ({ region, keys = terminal }) => {
      return async (name, input) => {
        const identity = find(keys.accessKeyId);
        const isKnown =
          identity?.secretAccessKey === keys.secretAccessKey && identity.sessionToken === keys.sessionToken;
        return call(isKnown ? identity : undefined, { region, name, input });
      };
    },
    calls,
    arrived: () => state.arrived,
    state: () => state,
    snapshot: () => copyOf(state),
    restore: (snapshot) => {
      state = copyOf(snapshot);
    },
    restart: () => {
      isDown = false;
    },
    setFaults: (others) => {
      faults = others;
    },
    findIdentity: find,
    terminal,
    operations: (service) => Object.keys(actions[service] ?? {}).map((action) => `${service}:${action}`),
    call,
  };
}

function actionsOf(
  parts: Parts,
  { keep, queues }: Readonly<{ keep: (session: Identity) => void; queues: (() => string) | undefined }>,
): Readonly<Record<string, Actions>> {
  const queueUrl = ({ region, accountId }: Pick<Caller, 'region' | 'accountId'>, name: string) =>
    `${queues?.() ?? `https://sqs.${region}.amazonaws.com`}/${accountId}/${name}`;
  return {
    cloudtrail: makeCloudtrail(parts),
    config: makeConfig(parts),
    ec2: makeEc2(parts),
    events: makeEvents(parts),
    guardduty: makeGuardduty(parts),
    iam: makeIam(parts),
    kms: makeKms(parts),
    lambda: makeLambda(parts),
    s3: makeS3(parts),
    scheduler: makeScheduler(parts),
    sns: makeSns(parts),
    sqs: makeSqs(parts, queueUrl),
    sts: makeSts(parts, keep),
  };
}
