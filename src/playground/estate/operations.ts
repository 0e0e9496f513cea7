import { ec2Model } from './ec2-model.ts';
import { type Shape, shapeOf, type Traits, traitsOf } from './shape.ts';

/** How a service speaks and in which words it refuses; all by the word that stands before its actions in policies. */
type ServiceWords = Readonly<{
  /** The SDK's client, which carries the service's model. */
  load(): Promise<object>;
  /** What the service calls an input that it cannot read. */
  invalid: string;
  denied: string;
  /** A session that is over, and keys or a region that it does not know. */
  expired: string;
  unknownKey: string;
}>;

const json = { expired: 'ExpiredTokenException', unknownKey: 'UnrecognizedClientException' };
const query = { expired: 'ExpiredToken', unknownKey: 'InvalidClientTokenId' };
const denied = 'AccessDeniedException';

export const services = {
  cloudtrail: { ...json, load: () => import('@aws-sdk/client-cloudtrail'), invalid: 'ValidationException', denied },
  config: { ...json, load: () => import('@aws-sdk/client-config-service'), invalid: 'ValidationException', denied },
  events: { ...json, load: () => import('@aws-sdk/client-eventbridge'), invalid: 'ValidationException', denied },
  guardduty: { ...json, load: () => import('@aws-sdk/client-guardduty'), invalid: 'BadRequestException', denied },
  kms: { ...json, load: () => import('@aws-sdk/client-kms'), invalid: 'ValidationException', denied },
  lambda: { ...json, load: () => import('@aws-sdk/client-lambda'), invalid: 'InvalidParameterValueException', denied },
  scheduler: { ...json, load: () => import('@aws-sdk/client-scheduler'), invalid: 'ValidationException', denied },
  sqs: { ...json, load: () => import('@aws-sdk/client-sqs'), invalid: 'InvalidParameterValue', denied },
  iam: { ...query, load: () => import('@aws-sdk/client-iam'), invalid: 'ValidationError', denied: 'AccessDenied' },
  sts: { ...query, load: () => import('@aws-sdk/client-sts'), invalid: 'ValidationError', denied: 'AccessDenied' },
  sns: {
    ...query,
    load: () => import('@aws-sdk/client-sns'),
    invalid: 'InvalidParameterException',
    denied: 'AuthorizationErrorException',
  },
  s3: {
    load: () => import('@aws-sdk/client-s3'),
    invalid: 'InvalidArgument',
    denied: 'AccessDenied',
    expired: 'ExpiredToken',
    unknownKey: 'InvalidAccessKeyId',
  },
  ec2: {
    load: async () => ec2Model,
    invalid: 'InvalidParameterValue',
    denied: 'UnauthorizedOperation',
    expired: 'RequestExpired',
    unknownKey: 'AuthFailure',
  },
} as const satisfies Readonly<Record<string, ServiceWords>>;

export type ServiceName = keyof typeof services;

/** An operation of a service with its forms; `http` is `[method, path, status]` where the service is spoken to by paths. */
export type Operation = Readonly<{
  service: ServiceName;
  action: string;
  /** `config:PutConfigRule` */
  name: string;
  input: Shape;
  output: Shape;
  traits: Traits;
}>;

const models = new Map<ServiceName, Promise<ReadonlyMap<string, unknown>>>();
const operations = new Map<string, Operation>();

/** What a service exports beside its operations as well: shapes and errors, by their name and a `$`. */
export function loadModel(service: ServiceName): Promise<ReadonlyMap<string, unknown>> {
  const held = models.get(service) ?? services[service].load().then((client) => new Map(Object.entries(client)));
  models.set(service, held);
  return held;
}

/** An operation that was found before; it saves the wait. */
export function heldOperation(name: string): Operation | undefined {
  return operations.get(name);
}

/** An operation by its name as policies write it; undefined when AWS has none of that name. */
export async function findOperation(name: string): Promise<Operation | undefined> {
  const [service = '', action = ''] = name.split(':');
  if (!isService(service)) return undefined;
  const schema = (await loadModel(service)).get(`${action}$`);
  if (!Array.isArray(schema) || schema[0] !== 9) return undefined;
  const [, , , traits, input, output] = schema;
  const found = {
    service,
    action,
    name,
    input: shapeOf(input),
    output: shapeOf(output),
    traits: traitsOf(traits),
  };
  operations.set(name, found);
  return found;
}

function isService(name: string): name is ServiceName {
  return Object.hasOwn(services, name);
}
