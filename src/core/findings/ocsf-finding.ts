import * as z from 'zod/mini';
import type { SecurityEvent } from '../events/event.ts';
import { list, maybe, number, someText, text } from '../text/lenient.ts';
import { resourceOfHub } from './asff-types.ts';
import { guardDutyIdIn, type HubFinding, type HubOriginal, severityOfLabel } from './hub-finding.ts';

const Account = maybe(z.object({ uid: text }));

/** The fields of a finding in the Open Cybersecurity Schema Framework that are used ("OCSF findings in Security Hub"). */
const Ocsf = z.object({
  finding_info: z.object({
    uid: someText,
    title: someText,
    desc: text,
    types: list(someText),
    modified_time_dt: text,
    first_seen_time_dt: text,
    last_seen_time_dt: text,
    analytic: maybe(z.object({ category: text, name: text })),
  }),
  severity: text,
  status: text,
  status_id: number,
  time_dt: text,
  cloud: maybe(z.object({ account: Account, region: text })),
  metadata: maybe(z.object({ product: maybe(z.object({ name: text })) })),
  compliance: maybe(z.object({ control: text, status: text })),
  remediation: maybe(z.object({ desc: text, references: list(someText) })),
  resources: list(
    z.object({
      uid: text,
      uid_alt: text,
      type: text,
      name: text,
      region: text,
      owner: maybe(z.object({ account: Account })),
    }),
  ),
  vulnerabilities: list(z.object({ cve: maybe(z.object({ uid: text })) })),
});
type Ocsf = z.infer<typeof Ocsf>;

/** A finding of the newer Security Hub (OCSF) in our shape; undefined for anything else. */
export function readOcsf(value: unknown, event: Pick<SecurityEvent, 'account' | 'region'>): HubFinding | undefined {
  const parsed = Ocsf.safeParse(value);
  if (!parsed.success) return undefined;
  const {
    finding_info: info,
    cloud,
    compliance,
    remediation,
    metadata,
    severity,
    resources,
    vulnerabilities,
  } = parsed.data;
  const place = { accountId: cloud?.account?.uid ?? event.account, region: cloud?.region ?? event.region };
  const updatedAt = info.modified_time_dt ?? parsed.data.time_dt;
  const adviceUrl = remediation?.references?.[0];
  const original = originalOf(parsed.data);
  return {
    id: info.uid,
    title: info.title,
    ...place,
    product: metadata?.product?.name ?? 'Security Hub',
    severity: severityOfLabel(severity) ?? 'medium',
    status: statusOf(parsed.data),
    isFailedCheck: /^(?:fail|warning)/i.test(compliance?.status ?? ''),
    resources: (resources ?? []).flatMap((one) =>
      resourceOfHub(
        {
          type: one.type,
          id: one.uid,
          arn: one.uid_alt,
          name: one.name,
          region: one.region,
          accountId: one.owner?.account?.uid,
        },
        place,
      ),
    ),
    types: info.types ?? [],
    vulnerabilities: (vulnerabilities ?? []).flatMap(({ cve }) => cve?.uid ?? []),
    ...(info.desc ? { description: info.desc } : {}),
    ...(compliance?.control ? { control: compliance.control } : {}),
    ...(updatedAt ? { updatedAt } : {}),
    ...(info.first_seen_time_dt ? { firstSeenAt: info.first_seen_time_dt } : {}),
    ...(info.last_seen_time_dt ? { lastSeenAt: info.last_seen_time_dt } : {}),
    ...(remediation?.desc ? { advice: remediation.desc } : {}),
    ...(adviceUrl ? { adviceUrl } : {}),
    ...(original ? { original } : {}),
  };
}

/** `status_id`: 3 suppressed, 4 resolved, 5 archived (OCSF, Finding). */
function statusOf({ status, status_id, compliance }: Ocsf): HubFinding['status'] {
  if (/^pass/i.test(compliance?.status ?? '')) return 'passed';
  if (status_id === 4 || /^resolved$/i.test(status ?? '')) return 'resolved';
  if (status_id === 3 || /^suppressed$/i.test(status ?? '')) return 'suppressed';
  return status_id === 5 || /^archived$/i.test(status ?? '') ? 'archived' : 'open';
}

function originalOf({ finding_info: { uid, analytic } }: Ocsf): HubOriginal | undefined {
  const findingId = guardDutyIdIn(uid);
  if (findingId) return { kind: 'guardduty-finding', findingId };
  const isRule = analytic?.category === 'AWS::Config::ConfigRule' && analytic.name;
  return isRule ? { kind: 'config-compliance-change', rule: isRule } : undefined;
}
