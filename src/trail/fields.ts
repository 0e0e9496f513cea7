import { contains, parseCidr } from '../core/cidr.ts';
import { userError } from '../core/errors.ts';
import type { TrailField } from '../core/search/trail-query.ts';
import { isObject } from '../core/text/lenient.ts';
import type { Judge } from './judge.ts';
import { foldedNeedles, needleOf } from './needle.ts';
import { fieldOf, type RecordView } from './record-view.ts';

type Asked = Readonly<{ value: string; ignoreCase: boolean }>;

/** How each field is compared. Names of CloudTrail's fields: "CloudTrail record contents". */
const fields: Readonly<Record<TrailField, (asked: Asked) => Judge>> = {
  event: (asked) => exactly(asked, (view) => [fieldOf(view, 'eventName')]),
  service: ({ value, ignoreCase }) => {
    const source = value.includes('.') ? value : `${value}.amazonaws.com`;
    return exactly({ value: source, ignoreCase }, (view) => [fieldOf(view, 'eventSource')]);
  },
  region: (asked) => exactly(asked, (view) => [fieldOf(view, 'awsRegion')]),
  account: (asked) => exactly(asked, (view) => [fieldOf(view, 'recipientAccountId'), identityOf(view)['accountId']]),
  user: (asked) => containing(asked, (view) => namesOf(fieldOf(view, 'userIdentity'))),
  role: (asked) => containing(asked, (view) => rolesOf(fieldOf(view, 'userIdentity'))),
  'source-identity': (asked) =>
    containing(asked, (view) => [sessionOf(fieldOf(view, 'userIdentity'))['sourceIdentity']]),
  resource: (asked) =>
    containing(asked, (view) => [
      ...textsIn(fieldOf(view, 'resources')),
      ...textsIn(fieldOf(view, 'requestParameters')),
      ...textsIn(fieldOf(view, 'responseElements')),
    ]),
  error: (asked) =>
    asked.value === '*'
      ? { test: (view) => typeof fieldOf(view, 'errorCode') === 'string', needles: [needleOf('errorCode')] }
      : containing(asked, (view) => [fieldOf(view, 'errorCode'), fieldOf(view, 'errorMessage')]),
  ip: ({ value }) => address(value),
  'read-only': ({ value }) => readOnly(value),
};

/** Prepares one field of a query. Throws `BAD_ARGUMENT` for a value that the field can never have. */
export function prepareField(field: TrailField, asked: Asked): Judge {
  return fields[field](asked);
}

function exactly({ value, ignoreCase }: Asked, of: (view: RecordView) => readonly unknown[]): Judge {
  if (!ignoreCase) return { test: (view) => of(view).includes(value), needles: [needleOf(value)] };
  const lower = value.toLowerCase();
  return {
    test: (view) => of(view).some((one) => typeof one === 'string' && one.toLowerCase() === lower),
    needles: foldedNeedles(value),
  };
}

function containing({ value, ignoreCase }: Asked, of: (view: RecordView) => readonly unknown[]): Judge {
  if (!ignoreCase) {
    return {
      test: (view) => of(view).some((one) => typeof one === 'string' && one.includes(value)),
      needles: [needleOf(value)],
    };
  }
  const lower = value.toLowerCase();
  return {
    test: (view) => of(view).some((one) => typeof one === 'string' && one.toLowerCase().includes(lower)),
    needles: foldedNeedles(value),
  };
}

function address(value: string): Judge {
  const block = parseCidr(value);
  if (!block) {
    const problem = `ip:${value} is neither an address nor a block of addresses.`;
    throw userError('BAD_ARGUMENT', { problem, example: 'ip:192.0.2.10 or ip:198.51.100.0/24' });
  }
  const test = (view: RecordView) => {
    const source = fieldOf(view, 'sourceIPAddress');
    const one = typeof source === 'string' ? parseCidr(source) : undefined;
    return one !== undefined && contains(block, one);
  };
  // An IPv6 address has many spellings; of an IPv4 block whole octets are the beginning of the address.
  if (block.size === 128) return { test };
  const octets = (value.split('/')[0] ?? '').split('.').slice(0, Math.floor(block.prefix / 8));
  return octets.length === 0
    ? { test }
    : { test, needles: [needleOf(octets.length === 4 ? octets.join('.') : `${octets.join('.')}.`)] };
}

function readOnly(value: string): Judge {
  if (value !== 'true' && value !== 'false') {
    throw userError('BAD_ARGUMENT', {
      problem: `read-only:${value} is neither true nor false.`,
      example: 'read-only:false',
    });
  }
  return { test: (view) => String(fieldOf(view, 'readOnly')) === value };
}

function identityOf(view: RecordView) {
  return asObject(fieldOf(view, 'userIdentity'));
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

function sessionOf(identity: unknown) {
  return asObject(asObject(identity)['sessionContext']);
}

/** The strings by which CloudTrail names who did it (CloudTrail: "userIdentity element"). */
function namesOf(identity: unknown): readonly unknown[] {
  const one = asObject(identity);
  const session = sessionOf(identity);
  const issuer = asObject(session['sessionIssuer']);
  const named = ['userName', 'arn', 'principalId', 'invokedBy'];
  return [...named.map((name) => one[name]), ...named.map((name) => issuer[name]), session['sourceIdentity']];
}

function rolesOf(identity: unknown): readonly unknown[] {
  const issuer = asObject(sessionOf(identity)['sessionIssuer']);
  const { arn } = asObject(identity);
  const assumed = typeof arn === 'string' ? /:assumed-role\/([^/]+)/.exec(arn)?.[1] : undefined;
  return [issuer['userName'], issuer['arn'], assumed];
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
