import { z } from 'zod';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import type { WorldItem } from '../world-item.ts';
import { AwsError } from './aws-error.ts';
import { type BridgeEvent, sessionCall } from './event-shapes.ts';
import { type Caller, findRefusal } from './identity.ts';
import { defineAction, defineModel, type Model } from './model.ts';

type Parts = Readonly<{ world: World; now: () => number; random: Random; emit(event: BridgeEvent): unknown }>;

/** Snapshots of a database and of a cluster differ in their names alone. */
type Kind = Readonly<{ word: 'DBSnapshot' | 'DBClusterSnapshot'; arn: string; fault: string }>;
const kinds: readonly Kind[] = [
  { word: 'DBSnapshot', arn: 'snapshot', fault: 'DBSnapshotNotFound' },
  { word: 'DBClusterSnapshot', arn: 'cluster-snapshot', fault: 'DBClusterSnapshotNotFoundFault' },
];

const identifier = z.string().min(1).max(255);
const values = z.strictObject({ AttributeValue: z.array(z.string().regex(/^(?:all|\d{12})$/)).max(20) }).optional();
const attributes = z.array(z.object({ attributeName: z.string(), attributeValues: z.array(z.string()) }));

/** What the elements of RDS's lists are called on the wire. */
export const rdsLists = {
  AttributeValues: 'AttributeValue',
  DBSnapshotAttributes: 'DBSnapshotAttribute',
  DBClusterSnapshotAttributes: 'DBClusterSnapshotAttribute',
} as const;

/** RDS, as far as who else may restore a snapshot. */
export function makeRds(parts: Parts): Model {
  return defineModel(Object.assign({}, ...kinds.map((kind) => actionsOf(kind, parts))), {
    invalid: 'InvalidParameterValue',
    unknownAction: 'InvalidAction',
  });
}

function actionsOf(kind: Kind, parts: Parts): Record<string, ReturnType<typeof defineAction>> {
  const { word } = kind;
  return {
    [`Describe${word}Attributes`]: defineAction(
      z.strictObject({ [`${word}Identifier`]: identifier }),
      (input, caller) => {
        const id = input[`${word}Identifier`] ?? '';
        return answer(kind, load(parts, caller, { kind, id, action: `Describe${word}Attributes` }));
      },
    ),
    [`Modify${word}Attribute`]: defineAction(
      z.strictObject({
        [`${word}Identifier`]: identifier,
        AttributeName: z.literal('restore'),
        ValuesToAdd: values,
        ValuesToRemove: values,
      }),
      (input, caller) => {
        const change = z
          .object({ ValuesToAdd: values, ValuesToRemove: values })
          .parse({ ValuesToAdd: input['ValuesToAdd'], ValuesToRemove: input['ValuesToRemove'] });
        const id = identifier.parse(input[`${word}Identifier`]);
        const action = `Modify${word}Attribute`;
        const item = load(parts, caller, { kind, id, action });
        const add = change.ValuesToAdd?.AttributeValue ?? [];
        const remove = change.ValuesToRemove?.AttributeValue ?? [];
        if (add.includes('all') && item.configuration['encrypted'] === true) {
          throw new AwsError(`Invalid${word}State`, 'An encrypted snapshot cannot be shared with everybody.');
        }
        const kept = restorersOf(kind, item).filter((one) => !remove.includes(one) && !add.includes(one));
        const restore = { attributeName: 'restore', attributeValues: [...kept, ...add] };
        const changed = { ...item, supplementary: { ...item.supplementary, [`${word}Attributes`]: [restore] } };
        parts.world.change(changed, item.configuration);
        const key = `d${word.slice(1)}Identifier`;
        const requestParameters = {
          ...{ [key]: id, attributeName: 'restore' },
          ...(add.length > 0 && { valuesToAdd: add }),
          ...(remove.length > 0 && { valuesToRemove: remove }),
        };
        const call = { service: 'rds', eventName: action, requestParameters, responseElements: null };
        parts.emit(sessionCall(caller, call, { at: parts.now(), random: parts.random }));
        return answer(kind, changed);
      },
    ),
  };
}

function load(
  { world }: Parts,
  caller: Caller,
  { kind, id, action }: { kind: Kind; id: string; action: string },
): WorldItem {
  const { accountId, region } = caller;
  const refusal = findRefusal(caller, `rds:${action}`, `arn:aws:rds:${region}:${accountId}:${kind.arn}:${id}`);
  if (refusal) throw new AwsError('AccessDenied', refusal, 403);
  const item = world.findItem({ accountId, region, type: `AWS::RDS::${kind.word}`, id });
  if (item) return item;
  throw new AwsError(kind.fault, `${kind.word} ${id} not found.`, 404);
}

/** The accounts, or `all`, that may restore a snapshot: AWS Config records them beside it. */
function restorersOf({ word }: Kind, { supplementary }: WorldItem): readonly string[] {
  const listed = attributes.parse(supplementary?.[`${word}Attributes`] ?? []);
  return listed.find(({ attributeName }) => attributeName === 'restore')?.attributeValues ?? [];
}

function answer(kind: Kind, item: WorldItem): object {
  const { word } = kind;
  const restore = { AttributeName: 'restore', AttributeValues: restorersOf(kind, item) };
  return {
    [`${word}AttributesResult`]: { [`${word}Identifier`]: item.resource.id, [`${word}Attributes`]: [restore] },
  };
}
