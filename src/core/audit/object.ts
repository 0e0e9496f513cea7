import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { type AuditEntry, auditKinds } from '../audit.ts';
import { canonicalJson, type Json } from '../json.ts';
import { namesSecret, redactText } from '../text/redact.ts';
import { type Day, isDay } from './day.ts';

const text = z.string();
const optional = z.exactOptional(text);

/** The year 2100 and later is no moment of ours, and some of it no Date can hold. */
const latest = Date.UTC(2100, 0);

const Entry = z.strictObject({
  id: text,
  kind: z.enum(auditKinds),
  at: z.number().check(z.gte(0), z.lte(latest)),
  by: text,
  what: text,
  requestId: optional,
  alertId: optional,
  accountId: optional,
  region: optional,
  resource: optional,
  remediation: optional,
  details: z.exactOptional(z.json()),
});

const Previous = z.strictObject({ key: text, sha256: text });

const AuditObjectShape = z.strictObject({
  chain: text,
  chainId: text,
  day: text,
  seq: z.number(),
  previous: z.nullable(Previous),
  entry: Entry,
});

/** An object that was written before another one of its chain, and what it held. */
export type Previous = Readonly<{ key: string; sha256: string }>;

/** One object of the audit trail: an entry, and its place in its chain. `seq` counts from 1 within a chain's day. */
export type AuditObject = Readonly<{
  /** What it is a chain of, in words (a request's id); what looks like a secret is masked. */
  chain: string;
  /** Hash of the chain's name as it was given. */
  chainId: string;
  day: Day;
  seq: number;
  /** The entry of the chain before this one; none for the first, or where that was days ago. */
  previous: Previous | null;
  entry: AuditEntry;
}>;

/** SHA-256 in hex. */
export function sha256(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** How a chain is called in keys. */
export function chainIdOf(chain: string): string {
  return sha256(chain).slice(0, 32);
}

/** `audit/2026/11/20/`, or of one chain in it. */
export function prefixOf(day: Day, chainId?: string): string {
  return `audit/${day.replaceAll('-', '/')}/${chainId === undefined ? '' : `${chainId}/`}`;
}

/** `audit/YYYY/MM/DD/<chain>/<six digits>.json` */
export function keyOf({ day, chainId, seq }: Pick<AuditObject, 'day' | 'chainId' | 'seq'>): string {
  return `${prefixOf(day, chainId)}${String(seq).padStart(6, '0')}.json`;
}

/** What a key says, undefined for one that is no entry's. */
export function readKey(key: string): Pick<AuditObject, 'day' | 'chainId' | 'seq'> | undefined {
  const [, year, month, date, chainId = '', seq] =
    /^audit\/(\d{4})\/(\d\d)\/(\d\d)\/([0-9a-f]{32})\/(\d{6})\.json$/.exec(key) ?? [];
  const day = `${year}-${month}-${date}`;
  return seq !== undefined && isDay(day) && Number(seq) > 0 ? { day, chainId, seq: Number(seq) } : undefined;
}

/** The content of an object: canonical JSON, so that the same entry has one form and one hash. */
export function bodyOf(object: AuditObject): string {
  return canonicalJson(object);
}

/** The object that a content is; undefined for any that we did not write like this, to the byte. */
export function parseObject(body: string): AuditObject | undefined {
  try {
    const parsed = AuditObjectShape.safeParse(JSON.parse(body));
    return parsed.success && canonicalJson(parsed.data) === body ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** An entry with every secret in it masked, whatever put it there. */
export function redactEntry(entry: AuditEntry): AuditEntry {
  const { id, kind, at, details, ...texts } = entry;
  const words = Object.entries(texts).map(([name, value]) => [name, redactText(value)] as const);
  // Justified: each is one of the entry's own texts again, under its own name.
  const masked = Object.fromEntries(words) as typeof texts;
  return { ...masked, id: redactText(id), kind, at, ...(details !== undefined && { details: redactJson(details) }) };
}

function redactJson(value: Json): Json {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(redactJson);
  return Object.fromEntries(
    Object.entries(value).map(([name, inside]) => [
      redactText(name),
      namesSecret(name) && typeof inside === 'string' ? '[masked]' : redactJson(inside),
    ]),
  );
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
