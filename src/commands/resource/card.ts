import { type Fact, nameOf } from '../../core/alert.ts';
import { nameInCalls } from '../../core/cloudtrail/calls-on.ts';
import { consoleLinks } from '../../core/console-links.ts';
import { UserError } from '../../core/errors.ts';
import { exactWords } from '../../core/items/asked-resource.ts';
import { sentencesOf } from '../../core/items/difference-words.ts';
import { factsOf } from '../../core/items/resource-facts.ts';
import type { RuleVerdict } from '../../core/look-ups.ts';
import type { OpenAlert } from '../../core/mute.ts';
import type { ConfigurationItem } from '../../core/ports.ts';
import type { FollowUp, Reply, ReplyItem, ReplySection } from '../../core/reply.ts';
import { onlyKey, type Resource } from '../../core/resource.ts';
import { findAccount } from '../../core/settings.ts';
import { compareSeverity } from '../../core/severity.ts';
import { isObject } from '../../core/text/lenient.ts';
import { maskAt } from '../../core/text/mask.ts';
import { counted, oneLine, utc } from '../../core/text/phrase.ts';
import type { CommandContext } from '../define.ts';
import { accountOf } from './choose.ts';

const mostTags = 15;
const mostVerdicts = 10;
const mostRules = 12;
const mostRelated = 10;
/** So many open alerts are looked through, the latest first, and so many shown. */
const mostOpen = 500;
const mostAlerts = 5;

/** Everything about one resource: what it is, what rules and alerts say of it, what it is connected with, what can be asked next. */
export async function showCard(found: Resource, ctx: CommandContext): Promise<Reply> {
  const [item, verdicts, alerts] = await Promise.all([
    ctx.aggregator.findItem(found),
    verdictsOf(found, ctx),
    alertsOn(found, ctx),
  ]);
  const resource = { ...found, ...item?.resource };
  const links = consoleLinks({ accountId: resource.accountId, region: resource.region, resource });
  return {
    title: nameOf(resource),
    sections: [
      { kind: 'facts', facts: [...identityOf(resource, ctx), ...detailsOf(item)] },
      ...rulesIn(item),
      ...complianceSections(verdicts),
      ...listOf('Open alerts on it:', alerts),
      ...tagSections(item),
      ...(links.length > 0 ? [{ kind: 'links' as const, links }] : []),
      ...askSections(resource, { item, verdicts }, ctx),
    ],
  };
}

function identityOf(resource: Resource, { settings }: CommandContext): readonly Fact[] {
  const { id, type, name, region, arn } = resource;
  return [
    ...(name && name !== id ? [{ label: 'Name', value: name }] : []),
    { label: 'Id', value: id },
    { label: 'Type', value: type },
    { label: 'Account', value: accountOf(resource, settings) },
    { label: 'Region', value: region },
    ...(arn && arn !== id ? [{ label: 'ARN', value: arn }] : []),
  ];
}

/** `item` is missing when the resource is recorded but its item cannot be had. */
function detailsOf(item: ConfigurationItem | undefined): readonly Fact[] {
  if (!item) return [{ label: 'Details', unavailable: 'AWS Config holds no configuration of it' }];
  const { status, createdAt, capturedAt } = item;
  const isUsual = status === 'OK' || status === 'ResourceDiscovered';
  const said = [item.resource.name, ...(isGroup(item) ? ['Open to'] : []), 'ARN'];
  return [
    ...factsOf(item).filter((fact) => !said.includes(fact.label) && !('value' in fact && said.includes(fact.value))),
    ...(isUsual ? [] : [{ label: 'Config status', value: status }]),
    ...(createdAt ? [{ label: 'Created', value: createdAt }] : []),
    { label: 'As of', value: capturedAt },
  ];
}

function isGroup({ resource }: ConfigurationItem): boolean {
  return resource.type === 'AWS::EC2::SecurityGroup';
}

/** The rules of a security group, each as a sentence. */
function rulesIn(item: ConfigurationItem | undefined): readonly ReplySection[] {
  if (!item || !isGroup(item) || !isObject(item.configuration)) return [];
  const { configuration } = item;
  const facts = [
    ...sentencesOf(configuration['ipPermissions'], 'inbound').map((value) => ({ label: 'Lets in', value })),
    ...sentencesOf(configuration['ipPermissionsEgress'], 'outbound').map((value) => ({ label: 'Lets out', value })),
  ];
  const left = facts.length - mostRules;
  return [
    ...(facts.length > 0 ? [{ kind: 'facts' as const, facts: facts.slice(0, mostRules) }] : []),
    ...(left > 0 ? [{ kind: 'text' as const, text: `… and ${counted(left, 'more rule')}, in the file` }] : []),
  ];
}

type Verdicts = readonly RuleVerdict[] | Readonly<{ unavailable: string }>;

/** The card is worth having without them. */
async function verdictsOf(resource: Resource, { lookUps, settings }: CommandContext): Promise<Verdicts> {
  if (!findAccount(settings, resource.accountId)) return { unavailable: 'the account is not in the settings' };
  try {
    const verdicts = await lookUps.listVerdicts(resource);
    return verdicts.toSorted((a, b) => rank(a) - rank(b) || (a.rule < b.rule ? -1 : 1));
  } catch (error) {
    if (error instanceof UserError) return { unavailable: error.message };
    throw error;
  }
}

function rank({ verdict }: RuleVerdict): number {
  return verdict === 'NON_COMPLIANT' ? 0 : verdict === 'COMPLIANT' ? 2 : 1;
}

function complianceSections(verdicts: Verdicts): readonly ReplySection[] {
  if ('unavailable' in verdicts) {
    return [{ kind: 'facts', facts: [{ label: 'Compliance', unavailable: verdicts.unavailable }] }];
  }
  if (verdicts.length === 0) return [];
  const broken = verdicts.filter(({ verdict }) => verdict === 'NON_COMPLIANT').length;
  const title =
    broken === 0
      ? 'It keeps every rule that judges it:'
      : `It breaks ${broken} of ${counted(verdicts.length, 'rule')}:`;
  const items = verdicts.slice(0, mostVerdicts).map(
    ({ rule, verdict, at, annotation }): ReplyItem => ({
      lead: rule,
      body: `${verdict}${at === undefined ? '' : ` since ${utc(Date.parse(at))}`}`,
      ...(annotation !== undefined && { meta: annotation }),
    }),
  );
  return listOf(title, items);
}

async function alertsOn(resource: Resource, { quiet }: CommandContext): Promise<readonly ReplyItem[]> {
  const isOn = ({ state }: OpenAlert): boolean =>
    state.alert.resources.some(
      (one) => onlyKey(one) === onlyKey(resource) || (one.arn !== undefined && one.arn === resource.arn),
    );
  const found = (await quiet.listOpen(mostOpen))
    .filter(isOn)
    .toSorted((a, b) => compareSeverity(b.state.alert.severity, a.state.alert.severity));
  return Promise.all(
    found.slice(0, mostAlerts).map(async ({ state: { alert }, mute }) => {
      const channel = await quiet.findChannel(alert.id);
      const at = Date.parse(alert.occurredAt);
      return {
        lead: alert.severity.toUpperCase(),
        body: `${oneLine(alert.title, 250)}${mute ? ' (muted)' : ''}`,
        ...(at > 0 && { at }),
        ...(channel !== undefined && { channel }),
      };
    }),
  );
}

function listOf(title: string, items: readonly ReplyItem[]): readonly ReplySection[] {
  return items.length === 0
    ? []
    : [
        { kind: 'text', text: title },
        { kind: 'list', items },
      ];
}

function tagSections(item: ConfigurationItem | undefined): readonly ReplySection[] {
  const tags = Object.entries(item?.tags ?? {}).filter(([key]) => key !== 'Name');
  const facts = tags
    .slice(0, mostTags)
    .map(([key, value]) => ({ label: `Tag ${key}`, value: `${maskAt(['tags', key], value) || '(empty)'}` }));
  const left = tags.length - facts.length;
  return [
    ...(facts.length > 0 ? [{ kind: 'facts' as const, facts }] : []),
    ...(left > 0 ? [{ kind: 'text' as const, text: `… and ${counted(left, 'more tag')}` }] : []),
  ];
}

type Known = Readonly<{ item: ConfigurationItem | undefined; verdicts: Verdicts }>;

/** What can be asked next: its history, who changed it, all of it, what mends it, what it is connected with. */
function askSections(resource: Resource, { item, verdicts }: Known, ctx: CommandContext): readonly ReplySection[] {
  const words = exactWords(resource);
  const name = nameInCalls(resource);
  const isListed = findAccount(ctx.settings, resource.accountId) !== undefined;
  const next: readonly FollowUp[] = [
    ...(words !== undefined && isListed
      ? [{ label: 'History', command: '/aws-resource' as const, text: `${words} history` }]
      : []),
    ...(isListed && /^[\w.:/+=@,-]{1,300}$/.test(name) && !/^(?:AND|OR|NOT)$/.test(name)
      ? [{ label: 'Who changed it', command: '/aws-trail' as const, text: `"${name}" read-only:false since:24h` }]
      : []),
    ...(words !== undefined && item
      ? [{ label: 'Full configuration as a file', command: '/aws-resource' as const, text: `${words} file:yes` }]
      : []),
  ];
  const broken = 'unavailable' in verdicts ? [] : verdicts.filter(({ verdict }) => verdict === 'NON_COMPLIANT');
  const mends = broken.slice(0, mostVerdicts).flatMap(({ rule }) => ctx.mendsOf(resource, rule));
  const related = relatedTo(resource, item);
  return [
    ...[next, distinct(mends)].flatMap((asks) => (asks.length > 0 ? [{ kind: 'asks' as const, asks }] : [])),
    ...(related.length > 0
      ? [
          { kind: 'text' as const, text: relationsOf(item) },
          { kind: 'asks' as const, asks: related },
        ]
      : []),
  ];
}

/** Two rules may be mended by the same press. */
function distinct(asks: readonly FollowUp[]): readonly FollowUp[] {
  return asks.filter((ask, at) => asks.findIndex(({ text }) => text === ask.text) === at);
}

/** A button for each resource that it is connected with; what they are called, only they say. */
function relatedTo(resource: Resource, item: ConfigurationItem | undefined): readonly FollowUp[] {
  const { accountId, region } = resource;
  const asks = (item?.relationships ?? []).flatMap(({ type, id, name }): readonly FollowUp[] => {
    const place = /^AWS::(?:IAM|CloudFront|Route53)::/.test(type) ? 'global' : region;
    const words = exactWords({ type, id: id ?? name ?? '', accountId, region: place === 'global' ? place : region });
    const kind = type.split('::').at(-1) ?? type;
    const isAlone = place === 'global' || region === 'global';
    const text = isAlone ? words?.replace(/ region:\S+/, '') : words;
    return text === undefined ? [] : [{ label: oneLine(`${kind} ${name ?? id}`, 70), command: '/aws-resource', text }];
  });
  return distinct(asks).slice(0, mostRelated);
}

function relationsOf(item: ConfigurationItem | undefined): string {
  const all = item?.relationships ?? [];
  const left = all.length - mostRelated;
  return `It is connected with${left > 0 ? ` ${all.length} others, of which these` : ''}:`;
}
