import type { CloudTrailRecord } from '../cloudtrail/cloudtrail-record.ts';
import { unwrapped } from '../cloudtrail/fields.ts';
import { nameTag } from '../items/name-tag.ts';
import type { Resource } from '../resource.ts';
import { isObject, readList, readText } from '../text/lenient.ts';
import { rulesOfFlat, rulesOfPermissions, type SecurityGroupRule } from './security-group-rule.ts';

/** A call of EC2 about one security group, with what was asked and answered in one form, whichever way it was written. */
export type SecurityGroupCall = Readonly<{
  name: string;
  group: Resource;
  request: Readonly<Record<string, unknown>>;
  response: Readonly<Record<string, unknown>>;
  direction: SecurityGroupRule['direction'];
}>;

/** The group that a call was about; nothing when the record names none. */
export function readSecurityGroupCall(
  record: CloudTrailRecord,
  place: { accountId: string; region: string },
): SecurityGroupCall | undefined {
  const request = unwrapped(record.requestParameters);
  const response = unwrapped(record.responseElements);
  const inResponse = readList(response['securityGroupRuleSet']).find(isObject);
  const groupName = readText(request['groupName']);
  const id =
    readText(request['groupId']) ?? readText(response['groupId']) ?? readText(inResponse?.['groupId']) ?? groupName;
  if (!id) return undefined;
  const name = nameTag(request['tagSpecificationSet'] ?? request['tagSpecification']) ?? groupName;
  const { accountId, region } = place;
  const direction = record.eventName.endsWith('Egress') ? 'outbound' : 'inbound';
  return {
    name: record.eventName,
    group: { type: 'AWS::EC2::SecurityGroup', id, accountId, region, ...(name ? { name } : {}) },
    request,
    response,
    direction,
  };
}

/** The rules that a call is about: of the answer, which names each with its id, else of the request in its three forms. */
export function rulesIn(call: SecurityGroupCall, answered: string): readonly SecurityGroupRule[] {
  const inResponse = rulesOfFlat(call.response[answered], call.direction);
  if (inResponse.length > 0) return inResponse;
  const permissions = rulesOfPermissions(call.request['ipPermissions'], call.direction);
  return permissions.length > 0 ? permissions : rulesOfFlat([call.request], call.direction);
}
