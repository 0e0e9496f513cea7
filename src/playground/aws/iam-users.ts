import { z } from 'zod';
import type { World } from '../world.ts';
import type { WorldItem } from '../world-item.ts';
import { entityName, type IamParts, mustBeAllowedInIam, notFound, record } from './iam-parts.ts';
import type { Caller } from './identity.ts';
import { defineAction } from './model.ts';

/** A user's long-lived key; times in ms. */
export type AccessKey = Readonly<{
  id: string;
  status: 'Active' | 'Inactive';
  createdAt: number;
  used?: Readonly<{ at: number; service: string; region: string }>;
}>;

const keyId = z.string().regex(/^\w{16,128}$/);
const keysShape = z.array(
  z.object({
    id: z.string(),
    status: z.enum(['Active', 'Inactive']),
    createdAt: z.number(),
    used: z.object({ at: z.number(), service: z.string(), region: z.string() }).optional(),
  }),
);

/** The user of an account by the name that IAM knows. */
export function findUser(world: World, accountId: string, name: string): WorldItem | undefined {
  return world
    .listItems()
    .find(
      ({ resource }) =>
        resource.type === 'AWS::IAM::User' && resource.accountId === accountId && resource.name === name,
    );
}

/** The access keys of a user, which AWS Config does not record. */
export function keysOf(user: WorldItem): readonly AccessKey[] {
  return keysShape.parse(user.unrecorded?.['accessKeys'] ?? []).map(({ used, ...key }) => ({
    ...key,
    ...(used && { used }),
  }));
}

/** Gives a user these access keys instead of those that it had. */
export function putKeys(world: World, user: WorldItem, accessKeys: readonly AccessKey[]): void {
  world.change({ ...user, unrecorded: { ...user.unrecorded, accessKeys } }, user.configuration);
}

/** What IAM is asked of users and their keys. */
export function userActions(parts: IamParts) {
  const { world } = parts;
  const load = (caller: Caller, action: string, name: string): WorldItem => {
    const user = findUser(world, caller.accountId, name);
    mustBeAllowedInIam(caller, action, user?.resource.arn ?? `arn:aws:iam::${caller.accountId}:user/${name}`);
    if (!user) throw notFound(`user with name ${name}`);
    return user;
  };
  return {
    GetUser: defineAction(z.strictObject({ UserName: entityName }), ({ UserName }, caller) => {
      const { resource, configuration, createdAt } = load(caller, 'GetUser', UserName);
      const CreateDate = new Date(createdAt).toISOString();
      return { User: { UserName, UserId: resource.id, Arn: resource.arn, Path: configuration['path'], CreateDate } };
    }),
    ListAccessKeys: defineAction(
      z.strictObject({
        UserName: entityName,
        MaxItems: z.coerce.number().int().min(1).max(1000).optional(),
        Marker: z.string().optional(),
      }),
      ({ UserName }, caller) => ({
        AccessKeyMetadata: keysOf(load(caller, 'ListAccessKeys', UserName)).map(({ id, status, createdAt }) => ({
          UserName,
          AccessKeyId: id,
          Status: status,
          CreateDate: new Date(createdAt).toISOString(),
        })),
        IsTruncated: false,
      }),
    ),
    GetAccessKeyLastUsed: defineAction(z.strictObject({ AccessKeyId: keyId }), ({ AccessKeyId }, caller) => {
      const user = findOwner(world, caller.accountId, AccessKeyId);
      mustBeAllowedInIam(
        caller,
        'GetAccessKeyLastUsed',
        user?.resource.arn ?? `arn:aws:iam::${caller.accountId}:user/`,
      );
      const key = user && keysOf(user).find(({ id }) => id === AccessKeyId);
      if (!key) throw notFound(`Access Key with id ${AccessKeyId}`);
      const { used } = key;
      return { UserName: user.resource.name, AccessKeyLastUsed: lastUsed(used) };
    }),
    UpdateAccessKey: defineAction(
      z.strictObject({ UserName: entityName, AccessKeyId: keyId, Status: z.enum(['Active', 'Inactive']) }),
      ({ UserName, AccessKeyId, Status }, caller) => {
        const user = load(caller, 'UpdateAccessKey', UserName);
        const keys = keysOf(user);
        if (!keys.some(({ id }) => id === AccessKeyId)) throw notFound(`Access Key with id ${AccessKeyId}`);
        putKeys(
          world,
          user,
          keys.map((key) => (key.id === AccessKeyId ? { ...key, status: Status } : key)),
        );
        record(parts, caller, ['UpdateAccessKey', { userName: UserName, accessKeyId: AccessKeyId, status: Status }]);
      },
    ),
  };
}

function findOwner(world: World, accountId: string, key: string): WorldItem | undefined {
  return world
    .listItems()
    .filter(({ resource }) => resource.type === 'AWS::IAM::User' && resource.accountId === accountId)
    .find((user) => keysOf(user).some(({ id }) => id === key));
}

/** Of a key that nobody ever used, there is no date, and `N/A` elsewhere. */
function lastUsed(used: AccessKey['used']): object {
  if (!used) return { ServiceName: 'N/A', Region: 'N/A' };
  return { LastUsedDate: new Date(used.at).toISOString(), ServiceName: used.service, Region: used.region };
}
