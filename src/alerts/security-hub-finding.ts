import * as z from 'zod/mini';
import type { Fact, Sentence } from '../core/alert.ts';
import { readAsff } from '../core/findings/asff-finding.ts';
import { unique } from '../core/findings/guardduty-resources.ts';
import type { HubFinding } from '../core/findings/hub-finding.ts';
import { readOcsf } from '../core/findings/ocsf-finding.ts';
import { toIsoTime } from '../core/instant.ts';
import { compareSeverity } from '../core/severity.ts';
import { readList, text } from '../core/text/lenient.ts';
import { listed, oneLine } from '../core/text/phrase.ts';
import { withResources } from '../core/text/sentence.ts';
import { type AlertDraft, defineAlert } from './define.ts';

const detailTypes = [
  'Security Hub Findings - Imported',
  'Security Hub Findings - Custom Action',
  'Findings Imported V2',
];

const Findings = z.object({ findings: z.optional(z.unknown()), actionName: text });

/** Security Hub found something, or holds what another service found ("EventBridge event formats for Security Hub"). */
export const securityHubFinding = defineAlert({
  id: 'security-hub-finding',
  pattern: { source: ['aws.securityhub'], 'detail-type': detailTypes },
  matches: ({ detailType }) => detailTypes.includes(detailType),
  schema: Findings,
  toAlert(event): AlertDraft | undefined {
    const found = readList(event.detail.findings).flatMap((one) => readAsff(one, event) ?? readOcsf(one, event) ?? []);
    const [lead, ...others] = found.toSorted(worstFirst);
    if (!lead) return undefined;
    const resources = unique([lead, ...others].flatMap((one) => one.resources));
    const { accountId, region, original } = lead;
    return {
      sentence: sentenceOf(lead),
      severity: lead.status === 'open' ? lead.severity : 'info',
      state: lead.status === 'open' ? 'open' : 'resolved',
      ...(lead.status !== 'open' && { solvedBy: `Security Hub calls the finding ${lead.status}` }),
      accountId,
      region,
      resources,
      ...identityOf(lead),
      eventKey: keyOf(lead, others.length > 0 ? event.id : undefined),
      ...(lead.updatedAt ? { occurredAt: lead.lastSeenAt ?? lead.updatedAt, sourceTime: lead.updatedAt } : {}),
      facts: factsOf(lead, { others, action: event.detail.actionName }),
      ...(original?.kind === 'config-compliance-change' ? { rule: original.rule } : {}),
      ...(original?.kind === 'guardduty-finding' ? guardDutyOf(lead, original.findingId) : {}),
      page: {
        label: 'Security Hub finding',
        path: `securityhub/home?region={region}#/findings?search=${searchFor(lead.id)}`,
      },
    };
  },
});

/** What is still open leads, and of that the worst; the one that came first where they are alike. */
function worstFirst(a: HubFinding, b: HubFinding): number {
  const open = Number(b.status === 'open') - Number(a.status === 'open');
  return open !== 0 ? open : compareSeverity(b.severity, a.severity);
}

/** A copy is the same alert as its original; everything else is known by its own id. */
function identityOf({
  id,
  original,
  resources,
  accountId,
  region,
}: HubFinding): Pick<AlertDraft, 'fingerprint' | 'copyOf'> {
  const [resource] = resources;
  if (original?.kind === 'guardduty-finding') return { copyOf: original.kind, fingerprint: [original.findingId] };
  if (original && resource) {
    const resourceId = original.resourceId ?? resource.id;
    return { copyOf: original.kind, fingerprint: [accountId, region, original.rule, resource.type, resourceId] };
  }
  return { fingerprint: [id] };
}

/** Sorts before every key of an original, so that of two from the same moment the original is shown. */
function keyOf({ id, updatedAt, status }: HubFinding, eventId: string | undefined): string {
  return ['(hub)', oneLine(id, 512), updatedAt ?? '', status, ...(eventId ? [eventId] : [])].join('/');
}

/** GuardDuty's type as Security Hub writes it: `TTPs/Initial Access/UnauthorizedAccess:EC2-SSHBruteForce`. */
function guardDutyOf({ types }: HubFinding, findingId: string): Pick<AlertDraft, 'finding' | 'guardDutyFindingId'> {
  const type = types.map((one) => /(?:^|\/)(\w+:\w+)[-/](\S+)$/.exec(one)).find((match) => match !== null);
  return { guardDutyFindingId: findingId, ...(type ? { finding: `${type[1]}/${type[2]}` } : {}) };
}

/** The console's filter, which is encoded twice. */
function searchFor(id: string): string {
  return encodeURIComponent(`Id=${encodeURIComponent(`\\operator\\:EQUALS\\:${id}`)}`);
}

const ends = { passed: '', resolved: ', now resolved', suppressed: ', now suppressed', archived: ', now archived' };

/** `Security Hub: web (sg-…) fails EC2.2: The default security group …`, or the title with the resource named. */
function sentenceOf(finding: HubFinding): Sentence {
  const { product, control, resources, status, original } = finding;
  const source = /^security ?hub/i.test(product) ? 'Security Hub: ' : `Security Hub, from ${oneLine(product, 60)}: `;
  const end = status === 'open' ? '' : ends[status];
  const subject = resources[0]?.type === 'AWS::::Account' ? 'the account' : { resource: 0 };
  const title = oneLine(finding.title).replace(/\.$/, '');
  if (resources.length > 0 && (finding.isFailedCheck || status === 'passed')) {
    const verb = status === 'passed' ? ' passes ' : ' fails ';
    if (original?.kind === 'config-compliance-change' && !control && title === original.rule)
      return [source, subject, verb, `the Config rule ${title}${end}`];
    const check = control ? `${control}: ${withoutPrefix(title, control)}` : `the check “${title}”`;
    return [source, subject, verb, `${check}${end}`];
  }
  const pieces = withResources(title, resources);
  const isNamed = resources.length === 0 || pieces.some((piece) => typeof piece !== 'string');
  return [source, ...pieces, ...(isNamed ? [] : [' — ', subject]), ...(end ? [end] : [])];
}

function withoutPrefix(title: string, control: string): string {
  return title.startsWith(`${control} `) ? title.slice(control.length + 1) : title;
}

type Around = Readonly<{ others: readonly HubFinding[]; action: string | undefined }>;

function factsOf(lead: HubFinding, { others, action }: Around): readonly Fact[] {
  const values: readonly [string, string | undefined][] = [
    ['Found by', lead.product],
    ['Control', lead.control],
    ['Config rule', lead.original?.kind === 'config-compliance-change' ? lead.original.rule : undefined],
    ['Reason', lead.reason],
    [`What ${oneLine(lead.product, 60)} says`, lead.description === lead.title ? undefined : lead.description],
    ['Vulnerabilities', listed(lead.vulnerabilities.slice(0, 10))],
    ['First seen', toIsoTime(lead.firstSeenAt)],
    ['Last seen', toIsoTime(lead.lastSeenAt)],
    ['What to do', lead.advice],
    ['Guide', guideAt(lead.adviceUrl)],
    ['Sent by the custom action', action],
    ['Also in this event', others.map(({ title, severity, status }) => `${title} (${severity}, ${status})`).join('\n')],
  ];
  return values.flatMap(([label, value]) => (value ? [{ label, value }] : []));
}

/** AWS's own documentation, and no other address: whoever imports a finding chooses what stands there. */
function guideAt(url: string | undefined): string | undefined {
  if (!url || !URL.canParse(url)) return undefined;
  const { protocol, host, username, href } = new URL(url);
  return protocol === 'https:' && host === 'docs.aws.amazon.com' && username === '' ? href : undefined;
}
