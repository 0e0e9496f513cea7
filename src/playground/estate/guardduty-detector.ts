import { AwsError } from '../aws/aws-error.ts';
import type { Caller } from '../aws/identity.ts';
import { hereOf, type Parts } from './parts.ts';
import type { DetectorState } from './state.ts';

/** A detector by its id, which must be there. */
export function loadDetector(parts: Parts, caller: Caller, id: string): DetectorState {
  const { detector } = hereOf(parts, caller);
  if (detector?.id === id) return detector;
  throw bad('the input detectorId is not owned by the current account');
}

/** The one error that GuardDuty has for almost everything. */
export function bad(why: string): AwsError {
  return new AwsError('BadRequestException', `The request is rejected because ${why}.`);
}
