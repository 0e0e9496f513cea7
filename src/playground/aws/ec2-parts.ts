import { z } from 'zod';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import type { WorldItem } from '../world-item.ts';
import { AwsError } from './aws-error.ts';
import { type BridgeEvent, sessionCall } from './event-shapes.ts';
import { type Caller, findRefusal } from './identity.ts';
import type { defineAction } from './model.ts';

/** What every group of EC2's actions works on; `settle` brings the world up to now. */
export type Ec2Parts = Readonly<{
  world: World;
  now: () => number;
  random: Random;
  emit(event: BridgeEvent): unknown;
}>;

/** Some of EC2's actions by their names, to be put together in `ec2.ts`. */
export type Ec2Actions = Readonly<Record<string, ReturnType<typeof defineAction>>>;

/** `Filter.1.Name=…&Filter.1.Value.1=…`, by the names that an action knows. */
export const filters = z.array(z.strictObject({ Name: z.string(), Value: z.array(z.string()).min(1).max(200) }));

/** How every list of EC2's is asked for in pages. */
export const paging = {
  MaxResults: z.coerce.number().int().min(5).max(1000).optional(),
  NextToken: z.string().max(1024).optional(),
};

/** The tags that a call puts on what it makes. */
export const tagSpecifications = z
  .array(
    z.strictObject({
      ResourceType: z.string(),
      Tag: z.array(z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) })).max(50),
    }),
  )
  .optional();

type Tagged = z.infer<typeof tagSpecifications>;

/** The tags of a call for one kind of resource; tags of another kind are refused. */
export function tagsFor(specifications: Tagged, type: string): Readonly<Record<string, string>> {
  for (const { ResourceType } of specifications ?? []) {
    if (ResourceType === type) continue;
    throw new AwsError('InvalidParameterValue', `'${ResourceType}' is not a valid taggable resource type.`);
  }
  return Object.fromEntries((specifications ?? []).flatMap(({ Tag }) => Tag.map(({ Key, Value }) => [Key, Value])));
}

/** Tags as EC2 answers them. */
export function tagSet(tags: Readonly<Record<string, string>>): readonly object[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

/** The items of a type in the caller's account and region, those that are gone left out. */
export function itemsAt(world: World, caller: Caller, type: string): readonly WorldItem[] {
  return world
    .listItems()
    .filter(
      ({ resource, status }) =>
        resource.type === type &&
        resource.accountId === caller.accountId &&
        resource.region === caller.region &&
        status !== 'ResourceDeleted',
    );
}

/** One item of the caller's account and region; throws the given code when it is not there. */
export function loadItem(
  { world }: Ec2Parts,
  caller: Caller,
  of: { type: string; id: string; code: string; what: string },
): WorldItem {
  const { type, id, code, what } = of;
  const item = world.findItem({ accountId: caller.accountId, region: caller.region, type, id });
  if (item && item.status !== 'ResourceDeleted') return item;
  throw new AwsError(code, `The ${what} '${id}' does not exist`);
}

/** Throws EC2's `UnauthorizedOperation` unless the caller may do `ec2:<action>` to it. */
export function mustBeAllowedInEc2(caller: Caller, action: string, resource: string): void {
  const refusal = findRefusal(caller, `ec2:${action}`, resource);
  if (refusal) {
    throw new AwsError('UnauthorizedOperation', `You are not authorized to perform this operation. ${refusal}`, 403);
  }
}

/** Tags in the call that makes something are a right of their own, which may be held to that call (`ec2:CreateAction`). */
export function mustBeAllowedToTag(caller: Caller, createAction: string, resource: string): void {
  mustBeAllowedInEc2({ ...caller, keys: { ...caller.keys, 'ec2:CreateAction': createAction } }, 'CreateTags', resource);
}

/** The caller with what EC2 knows of the tags of the resource that it asks for. */
export function seeingTags(caller: Caller, { tags }: Pick<WorldItem, 'tags'>): Caller {
  const keys = Object.fromEntries(Object.entries(tags).map(([key, value]) => [`ec2:ResourceTag/${key}`, value]));
  return { ...caller, keys: { ...caller.keys, ...keys } };
}

/** `arn:aws:ec2:REGION:ACCOUNT:instance/i-1`; a snapshot's and an image's have no account. */
export function ec2Arn({ region, accountId }: Caller, kind: string, id: string): string {
  const account = kind === 'snapshot' || kind === 'image' ? '' : accountId;
  return `arn:aws:ec2:${region}:${account}:${kind}/${id}`;
}

type Filters = z.infer<typeof filters> | undefined;

/**
 * Those that fit all filters: `valuesOf` has what an item says under each name, and a name that it does not know is refused.
 * `tag:KEY` is known everywhere.
 */
export function filtered<Item>(
  items: readonly Item[],
  wanted: Filters,
  valuesOf: (item: Item) => {
    values: Readonly<Record<string, readonly (string | undefined)[]>>;
    tags: Readonly<Record<string, string>>;
  },
): readonly Item[] {
  return items.filter((item) => {
    const { values, tags } = valuesOf(item);
    return (wanted ?? []).every(({ Name, Value }) => {
      const found = Name.startsWith('tag:') ? [tags[Name.slice(4)]] : values[Name];
      if (!found) throw new AwsError('InvalidParameterValue', `The filter '${Name}' is invalid`);
      return found.some((one) => one !== undefined && Value.includes(one));
    });
  });
}

/** A page of a list, at most `standard` unless the call says less; ids and MaxResults may not be given together. */
export function pageOf<Item>(
  items: readonly Item[],
  { MaxResults, NextToken }: { MaxResults?: number | undefined; NextToken?: string | undefined },
  standard = 1000,
): { page: readonly Item[]; next: { nextToken?: string } } {
  const start = NextToken === undefined ? 0 : Number(Buffer.from(NextToken, 'base64url').toString());
  if (!Number.isInteger(start) || start < 0) throw new AwsError('InvalidNextToken', 'The token is not valid.');
  const end = start + (MaxResults ?? standard);
  const next = end < items.length ? { nextToken: Buffer.from(String(end)).toString('base64url') } : {};
  return { page: items.slice(start, end), next };
}

/** Tells CloudTrail, and through it EventBridge, what the caller did. */
export function record(
  { emit, now, random }: Ec2Parts,
  caller: Caller,
  call: { eventName: string; requestParameters: object; responseElements: object },
): void {
  emit(sessionCall(caller, { service: 'ec2', ...call }, { at: now(), random }));
}
