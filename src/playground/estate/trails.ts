import type { Trail } from '@aws-sdk/client-cloudtrail';
import { AwsError } from '../aws/aws-error.ts';
import type { Caller } from '../aws/identity.ts';
import { accountOf, hereOf, type Parts } from './parts.ts';
import type { TrailState } from './state.ts';

/** AWS CloudTrail, "Quotas": one call a second that changes a trail, in an account; a little less, for clocks differ. In ms. */
const writeGap = 900;

/** Refuses a change that comes too soon after the one before. */
export function pace(parts: Parts, caller: Caller): void {
  const account = accountOf(parts, caller);
  if (parts.now() - account.trailWrittenAt < parts.lag(writeGap))
    throw new AwsError('ThrottlingException', 'Rate exceeded');
  account.trailWrittenAt = parts.now();
}

/** Every trail that is seen in a region: its own, and those of other regions that log here as well. */
export function shadowsOf(parts: Parts, caller: Caller): readonly TrailState[] {
  return Object.values(accountOf(parts, caller).regions).flatMap(({ region, trails }) =>
    Object.values(trails).filter(({ trail }) => region === caller.region || trail.IsMultiRegionTrail === true),
  );
}

/** The account that a trail belongs to: for an organisation's trail, another one than where it is seen. */
export function ownerOf({ TrailARN }: Trail): string {
  return TrailARN?.split(':')[4] ?? '';
}

/** A trail by its name, where it is at home or an organisation's, or by its ARN. */
export function findTrail(all: readonly TrailState[], caller: Caller, name: string): TrailState | undefined {
  return all.find(({ trail }) =>
    name.startsWith('arn:')
      ? trail.TrailARN === name
      : trail.Name === name && (trail.HomeRegion === caller.region || trail.IsOrganizationTrail),
  );
}

/** A trail that must be there. Docs: CloudTrail, GetTrailStatus: a shadow is named by its ARN. */
export function loadTrail(parts: Parts, caller: Caller, name: string): TrailState {
  const found = findTrail(shadowsOf(parts, caller), caller, name);
  if (found) return found;
  const shadow = shadowsOf(parts, caller).some(({ trail }) => trail.Name === name);
  const text = shadow ? `Trail ${name} is a shadow here: name it by its ARN` : `Unknown trail: ${name}`;
  throw new AwsError('TrailNotFoundException', `${text} for the user: ${caller.accountId}`, 404);
}

/** Changes are made where a trail is at home, by whom it belongs to. */
export function mustBeHome(found: TrailState, caller: Caller): TrailState {
  const { trail } = found;
  if (ownerOf(trail) !== caller.accountId) {
    const text = 'You cannot perform this action on an organization trail: use the management account.';
    throw new AwsError('NotOrganizationMasterAccountException', text);
  }
  if (trail.HomeRegion === caller.region) return found;
  const text = `Trail ${trail.Name} cannot be changed outside its home region ${trail.HomeRegion}.`;
  throw new AwsError('InvalidHomeRegionException', text);
}

/** Puts a trail in the place of the one that was there. */
export function replace(parts: Parts, caller: Caller, found: TrailState): void {
  hereOf(parts, caller).trails[found.trail.Name ?? ''] = found;
}
