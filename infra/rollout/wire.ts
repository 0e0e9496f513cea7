import { createRolloutClients, type RolloutClients } from '../../src/aws/rollout-clients.ts';
import type { Ask, ServiceId, Wire } from './ask.ts';

/** Where the SDK keeps what it can ask of each service. */
const packages: Readonly<Record<ServiceId, () => Promise<object>>> = {
  cloudtrail: () => import('@aws-sdk/client-cloudtrail'),
  config: () => import('@aws-sdk/client-config-service'),
  ec2: () => import('@aws-sdk/client-ec2'),
  events: () => import('@aws-sdk/client-eventbridge'),
  guardduty: () => import('@aws-sdk/client-guardduty'),
  iam: () => import('@aws-sdk/client-iam'),
  kms: () => import('@aws-sdk/client-kms'),
  lambda: () => import('@aws-sdk/client-lambda'),
  s3: () => import('@aws-sdk/client-s3'),
  scheduler: () => import('@aws-sdk/client-scheduler'),
  sns: () => import('@aws-sdk/client-sns'),
  sqs: () => import('@aws-sdk/client-sqs'),
  sts: () => import('@aws-sdk/client-sts'),
};

/** Calls by the SDK, each made once: who asks again, and when, is said in one place (`patience.ts`). */
export function createWire(): Wire {
  return (from) => {
    const clients = createRolloutClients(from);
    const ask = async (name: string, input: object): Promise<unknown> => {
      const [service = '', operation = ''] = name.split(':');
      if (!isService(service)) throw new Error(`${name} is no call of AWS`);
      const commands = new Map<string, unknown>(Object.entries(await packages[service]()));
      const Command = commands.get(`${operation}Command`);
      if (typeof Command !== 'function') throw new Error(`The SDK knows no ${name}`);
      const client: Sender = await clientOf(clients, service);
      const command: never = Reflect.construct(Command, [input]) as never;
      return client.send(command);
    };
    // The table of operations says what belongs together; the SDK's own types cannot be looked up by a name.
    return ask as Ask;
  };
}

type Sender = Readonly<{ send(command: never): Promise<unknown> }>;

function clientOf(clients: RolloutClients, service: ServiceId): Promise<Sender> {
  return clients[service]();
}

function isService(text: string): text is ServiceId {
  return Object.hasOwn(packages, text);
}
