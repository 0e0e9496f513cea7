import { answerOf, isNotOfAws } from './answer-of.ts';
import { wordsOf } from './identity.ts';

const unknownCall = /^(UnknownOperation|InvalidAction|NotImplemented|UnknownAction|PageNotFound|UnsupportedOperation)/;
const closedRegion = /^(OptInRequired|RegionDisabled|UnrecognizedClient|InvalidClientTokenId|AuthFailure)/;
const suspended = /suspend|AccountNotActive|not subscribed|SubscriptionRequired/i;

/** Why a call failed, for people: what is the matter first, then AWS's own words. */
export function reasonOf(error: unknown, call = 'the call'): string {
  const said = wordsOf(error);
  if (!(error instanceof Error)) return said;
  const { name, message } = error;
  const { status, code } = answerOf(error);
  if (name === 'Unreachable' || name === 'NoWayIn') return message;
  if (isNotOfAws(error)) return `This server does not know ${call}: its answer is none of AWS's (HTTP ${status}).`;
  if (unknownCall.test(name) || status === 501) return `This server does not know ${call} (${said}).`;
  if (/service control policy/i.test(message))
    return `A service control policy of the organization denies it (${said}).`;
  if (suspended.test(name) || suspended.test(message)) return `The account is suspended or not active (${said}).`;
  if (closedRegion.test(name)) return `The region is not enabled in this account, or not any more (${said}).`;
  if (/AccessDenied|UnauthorizedOperation|AuthorizationError/.test(name))
    return `The rollout's role may not do it (${said}).`;
  if (name === 'InsufficientPermissionsException')
    return `The security account's function lets no rule of this account in yet: set that account up first (${said}).`;
  if (code !== undefined && /^E[A-Z]+$/.test(code)) return `AWS cannot be reached from here (${said}).`;
  if (name === 'TimeoutError') return `AWS does not answer in time (${said}).`;
  return said;
}
