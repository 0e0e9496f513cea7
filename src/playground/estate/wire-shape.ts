import { AwsError } from '../aws/aws-error.ts';
import type { Member, Shape } from './shape.ts';

/** What a member is called on a protocol's wire. */
export type Naming = (name: string, member: Member) => string;

/** By what the schema says for JSON, and for the query of a path. */
export const jsonName: Naming = (name, { traits }) => textOf(traits['httpQuery'] ?? traits['jsonName']) ?? name;
/** By its own name: the query protocol of IAM, STS and SNS. */
export const ownName: Naming = (name) => name;
/** EC2's forms: the XML name with a capital letter. */
export const ec2FormName: Naming = (name, { traits }) => {
  const found = textOf(traits['ec2QueryName'] ?? traits['xmlName']) ?? name;
  return found.charAt(0).toUpperCase() + found.slice(1);
};
/** EC2's answers. */
export const xmlName: Naming = (name, { traits }) => textOf(traits['xmlName']) ?? name;

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/**
 * What came over the wire as the SDK writes it: names, and texts, numbers and times in place of what a form or a query could
 * say. What does not fit stays as it is, and is refused by the check that follows.
 */
export function fromWire(shape: Shape, value: unknown, naming: Naming): unknown {
  if (value === undefined || value === null) return undefined;
  switch (shape.kind) {
    case 'number':
      return typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    case 'flag':
      return value === 'true' ? true : value === 'false' ? false : value;
    case 'time':
      return typeof value === 'number' || typeof value === 'string' ? timeFrom(value) : value;
    case 'list':
      if (value === '') return [];
      return Array.isArray(value) ? value.map((one) => fromWire(shape.of.shape(), one, naming)) : value;
    case 'map':
      return mapFrom(shape.of, value, naming);
    case 'struct':
      return isRecord(value) ? structFrom(shape.members, value, naming) : value;
    default:
      return value;
  }
}

function timeFrom(value: number | string): Date {
  const time = new Date(typeof value === 'number' ? value * 1000 : value);
  if (Number.isNaN(time.getTime())) throw new AwsError('SerializationException', 'A time is not readable.');
  return time;
}

/** A form has a list of keys and values where JSON has an object. */
function mapFrom(of: Member, value: unknown, naming: Naming): unknown {
  if (value === '') return {};
  if (Array.isArray(value)) {
    const pairs = value.filter(isRecord).map((one) => [String(one['key'] ?? one['Key']), one['value'] ?? one['Value']]);
    return mapFrom(of, Object.fromEntries(pairs), naming);
  }
  if (!isRecord(value)) return value;
  const inside = Object.entries(value).map(([key, one]) => [key, fromWire(of.shape(), one, naming)] as const);
  return Object.fromEntries(inside);
}

function structFrom(members: ReadonlyMap<string, Member>, value: Readonly<Record<string, unknown>>, naming: Naming) {
  const names = new Map([...members].map(([name, member]) => [naming(name, member), { name, member }]));
  const pairs = Object.entries(value).map(([key, one]) => {
    const found = names.get(key);
    // A name that nobody knows stays, so that it is refused.
    return found ? ([found.name, fromWire(found.member.shape(), one, naming)] as const) : ([key, one] as const);
  });
  return Object.fromEntries(pairs.filter(([, one]) => one !== undefined));
}

type To = Readonly<{
  naming: Naming;
  /** Times as texts, and maps as lists of keys and values. */
  isXml: boolean;
}>;

/** What an action answers as it goes over the wire. */
export function toWire(shape: Shape, value: unknown, to: To): unknown {
  if (value === undefined || value === null) return undefined;
  if (value instanceof Date) return timeTo(shape, value, to.isXml);
  if (shape.kind === 'list' && Array.isArray(value)) return value.map((one) => toWire(shape.of.shape(), one, to));
  if (shape.kind === 'map' && isRecord(value)) {
    const pairs = Object.entries(value).map(([key, one]) => [key, toWire(shape.of.shape(), one, to)] as const);
    return to.isXml ? pairs.map(([key, one]) => ({ key, value: one })) : Object.fromEntries(pairs);
  }
  if (shape.kind !== 'struct' || !isRecord(value)) return value;
  const pairs = Object.entries(value).map(([name, one]) => {
    const member = shape.members.get(name);
    if (!member) throw new Error(`The estate answers ${name}, which AWS's own model does not know.`);
    return [to.naming(name, member), toWire(member.shape(), one, to)] as const;
  });
  return Object.fromEntries(pairs.filter(([, one]) => one !== undefined));
}

function timeTo(shape: Shape, value: Date, isXml: boolean): string | number {
  const isText = shape.kind === 'time' && (shape.format === 'iso' || (isXml && shape.format === undefined));
  return isText ? value.toISOString() : value.getTime() / 1000;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
