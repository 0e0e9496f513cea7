import type { Actor } from '../../core/alert.ts';
import { clientOf, serviceOf } from '../../core/cloudtrail/client.ts';
import { type Line, quote, say } from './blocks.ts';
import { clean, defang, isKnown } from './text.ts';

/** CloudTrail userIdentity element: its types in words. */
const actorTypes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    AssumedRole: 'role',
    AWSAccount: 'another account',
    AWSService: 'AWS service',
    FederatedUser: 'federated user',
    IAMUser: 'IAM user',
    IdentityCenterUser: 'Identity Center user',
    Root: 'root user',
    SAMLUser: 'SAML user',
    WebIdentityUser: 'web identity',
  }),
);

/** `alice (role)`; nothing for somebody who is not known. */
export function actorName(actor: Actor | undefined): Line {
  if (!actor || !isKnown(actor.name)) return [];
  const type = actorTypes.get(actor.type) ?? actor.type;
  const isTold = !isKnown(type) || actor.name === 'somebody' || clean(actor.name).toLowerCase().includes(type);
  return [quote(defang(actor.name), 150, { bold: true }), ...(isTold ? [] : [say(' ('), quote(type, 40), say(')')])];
}

/** ` from 192.0.2.7 with the AWS CLI, without MFA`: each part where it is known. */
export function actorOrigin({ sourceIp, userAgent, mfa }: Actor): Line {
  const second: Line = mfa === undefined ? [] : [say(mfa ? ', with MFA' : ', without MFA')];
  const service = serviceOf(sourceIp);
  if (service) return [say(` through ${service}`), ...second];
  const from: Line = isKnown(sourceIp) ? [say(' from '), quote(defang(sourceIp), 80)] : [];
  return [...from, ...withClient(userAgent), ...second];
}

/** What the client calls itself is shown as a quotation, for anybody may call himself anything. */
function withClient(userAgent: string | undefined): Line {
  const client = isKnown(userAgent) ? clientOf(userAgent) : undefined;
  if (!client) return [];
  return 'words' in client
    ? [say(` with ${client.words}`)]
    : [say(' with '), quote(defang(client.calls), 60, { code: true })];
}
