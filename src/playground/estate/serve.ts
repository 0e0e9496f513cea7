import { AwsError } from '../aws/aws-error.ts';
import { serveEc2 } from '../aws/ec2-protocol.ts';
import type { Caller } from '../aws/identity.ts';
import { serveJson } from '../aws/json-protocol.ts';
import type { Model } from '../aws/model.ts';
import { serveQuery } from '../aws/query-protocol.ts';
import { type Route, serveRestJson } from '../aws/rest-json-protocol.ts';
import { serveWire } from '../aws/wire.ts';
import type { Service } from '../aws/wire-format.ts';
import { type Estate, type EstateOptions, makeEstate } from './estate.ts';
import { findOperation, loadModel, type Operation, type ServiceName } from './operations.ts';
import { serveBucketPolicies } from './serve-s3.ts';
import { type Traits, traitsOf } from './shape.ts';
import { ec2FormName, fromWire, jsonName, type Naming, ownName, toWire, xmlName } from './wire-shape.ts';

/** An estate that the SDK's own clients can ask: set `AWS_ENDPOINT_URL` to `endpoint`, and use `credentials`. */
export type ServedEstate = Readonly<{
  estate: Estate;
  endpoint: string;
  /** The terminal's. */
  credentials: Readonly<{ accessKeyId: string; secretAccessKey: string }>;
  close(): Promise<void>;
}>;

type ServeOptions = Omit<EstateOptions, 'queues'> & Readonly<{ port?: number; onBug?: (error: unknown) => void }>;

/**
 * Serves an estate on a loopback port (a free one, unless one is given), with signatures checked. What fails in the estate
 * itself is answered with 500, and told to `onBug`.
 */
export async function startEstate({ port = 0, onBug, ...options }: ServeOptions): Promise<ServedEstate> {
  let endpoint = '';
  const estate = makeEstate({ ...options, queues: () => endpoint });
  const { url, close } = await serveWire(
    {
      services: await servicesOf(estate),
      findIdentity: estate.findIdentity,
      now: options.now,
      onBug: (error) => onBug?.(error),
    },
    port,
  );
  endpoint = url;
  const { accessKeyId, secretAccessKey } = estate.terminal;
  return { estate, endpoint, credentials: { accessKeyId, secretAccessKey }, close };
}

type Form = Readonly<{ takes: Naming; gives: Naming; isXml: boolean }>;
const json: Form = { takes: jsonName, gives: jsonName, isXml: false };
const query: Form = { takes: ownName, gives: ownName, isXml: true };
const ec2: Form = { takes: ec2FormName, gives: xmlName, isXml: true };

async function servicesOf(estate: Estate): Promise<Readonly<Record<ServiceName, Service>>> {
  const [guardduty, lambda, scheduler] = await Promise.all(
    (['guardduty', 'lambda', 'scheduler'] as const).map((service) => routesOf(estate, service)),
  );
  const inJson = (service: ServiceName, target: string) =>
    serveJson(behind(estate, service, json), { target, version: '1.1' });
  const inQuery = (service: ServiceName, options: Parameters<typeof serveQuery>[1]) =>
    serveQuery(behind(estate, service, query), options);
  return {
    cloudtrail: inJson('cloudtrail', 'CloudTrail_20131101'),
    config: inJson('config', 'StarlingDoveService'),
    events: inJson('events', 'AWSEvents'),
    kms: inJson('kms', 'TrentService'),
    sqs: serveJson(behind(estate, 'sqs', json), { target: 'AmazonSQS', version: '1.0', queryErrors: true }),
    guardduty: serveRestJson(behind(estate, 'guardduty', json), guardduty ?? []),
    lambda: serveRestJson(behind(estate, 'lambda', json), lambda ?? []),
    scheduler: serveRestJson(behind(estate, 'scheduler', json), scheduler ?? []),
    iam: inQuery('iam', { namespace: 'https://iam.amazonaws.com/doc/2010-05-08/', version: '2010-05-08' }),
    sts: inQuery('sts', { namespace: 'https://sts.amazonaws.com/doc/2011-06-15/', version: '2011-06-15' }),
    sns: inQuery('sns', {
      namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
      version: '2010-03-31',
      lists: { Attributes: 'entry' },
    }),
    ec2: serveEc2(behind(estate, 'ec2', ec2)),
    s3: serveBucketPolicies(behind(estate, 's3', json)),
  };
}

/** A service of the estate with the names of the wire in place of the SDK's. */
function behind(estate: Estate, service: ServiceName, { takes, gives, isXml }: Form): Model {
  const call = async (action: string, input: unknown, caller: Caller): Promise<unknown> => {
    const name = `${service}:${action}`;
    const operation = await findOperation(name);
    const given = operation ? fromWire(operation.input, input, takes) : input;
    try {
      const output = await estate.call(caller, { region: caller.region, name, input: given });
      return operation && toWire(operation.output, output, { naming: gives, isXml });
    } catch (error) {
      throw await toWireError(service, error);
    }
  };
  return { call };
}

/** As the service itself writes its errors: those with a query protocol call them otherwise than the SDK. */
async function toWireError(service: ServiceName, error: unknown): Promise<unknown> {
  if (!(error instanceof Error) || !('$metadata' in error)) return error;
  const traits = errorTraits((await loadModel(service)).get(`${error.name}$`));
  const [code, status] = Array.isArray(traits['awsQueryError']) ? traits['awsQueryError'] : [];
  const known = typeof status === 'number' ? status : traits['httpError'];
  const isQuery = ['iam', 'sts', 'sns'].includes(service);
  const fallback = error.name === 'ServiceUnavailable' || error.name === 'TimeoutError' ? 503 : 400;
  return new AwsError(
    isQuery && typeof code === 'string' ? code : error.name,
    error.message,
    typeof known === 'number' ? known : fallback,
  );
}

function errorTraits(schema: unknown): Traits {
  return Array.isArray(schema) ? traitsOf(schema[3]) : {};
}

/** How the actions of a service are reached that is spoken to by paths. */
async function routesOf(estate: Estate, service: ServiceName): Promise<readonly Route[]> {
  const found = await Promise.all(estate.operations(service).map((name) => findOperation(name)));
  return found.flatMap((operation) => (operation ? routeOf(operation) : []));
}

function routeOf({ action, traits }: Operation): readonly Route[] {
  const [method, template] = Array.isArray(traits['http']) ? traits['http'] : [];
  return typeof method === 'string' && typeof template === 'string' ? [[method, template, action]] : [];
}
