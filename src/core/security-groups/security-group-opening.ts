import { contains, parseCidr, reachOf } from '../cidr.ts';
import { matchesPattern } from '../condition.ts';
import { findAccount, type Settings } from '../settings.ts';
import { compareSeverity, type Severity } from '../severity.ts';
import { counted, listed } from '../text/phrase.ts';
import { sensitiveNames } from './port-names.ts';
import { peerInWords, portsInWords, type SecurityGroupRule } from './security-group-rule.ts';

/** How bad it is that all of these are open. */
export function severityOfOpening(rules: readonly SecurityGroupRule[]): Severity {
  return rules.map(severityOfRule).reduce((worst, one) => (compareSeverity(one, worst) > 0 ? one : worst), 'info');
}

/**
 * Open to the world, or to so much of it that it comes to the same: critical on all ports, shells and databases, else high.
 * What may be reached from inside, and the way out, is worth a look and no more.
 */
function severityOfRule(rule: SecurityGroupRule): Severity {
  if (rule.direction === 'outbound') return 'low';
  if (rule.peer?.kind === 'group') return 'low';
  const reach = rule.peer?.kind === 'cidr' ? reachOf(rule.peer.value) : undefined;
  if (reach === 'world' || reach === 'vast') return isSensitive(rule) ? 'critical' : 'high';
  return reach === 'private' ? 'low' : 'medium';
}

function isSensitive({ protocol, from, to }: SecurityGroupRule): boolean {
  if (protocol === 'all') return true;
  if (protocol !== 'tcp' && protocol !== 'udp') return false;
  return from === undefined || to === undefined || sensitiveNames(from, to).length > 0;
}

/** Whether the settings say that every one of these is normal in this account (`securityGroups.allowed`). */
export function isAllowed(rules: readonly SecurityGroupRule[], accountId: string, settings: Settings): boolean {
  const name = findAccount(settings, accountId)?.name;
  const fitting = settings.securityGroups.allowed.filter(
    ({ accounts }) =>
      !accounts || accounts.some((one) => [accountId, name].some((is) => is !== undefined && matchesPattern(one, is))),
  );
  return rules.length > 0 && rules.every((rule) => fitting.some((one) => covers(one, rule)));
}

function covers(allowed: { cidr: string; ports: readonly number[] }, rule: SecurityGroupRule): boolean {
  const { peer, protocol, from, to } = rule;
  const outer = parseCidr(allowed.cidr);
  const inner = peer?.kind === 'cidr' ? parseCidr(peer.value) : undefined;
  if (!outer || !inner || !contains(outer, inner)) return false;
  if ((protocol !== 'tcp' && protocol !== 'udp') || from === undefined || to === undefined) return false;
  const wanted = new Set(allowed.ports);
  if (to - from >= wanted.size) return false;
  return Array.from({ length: to - from + 1 }, (_, step) => from + step).every((port) => wanted.has(port));
}

/** What was opened or closed, for after the verb: `SSH (port 22) to the whole internet and HTTPS (port 443) to 10.0.0.0/8`. */
export function rulesInWords(rules: readonly SecurityGroupRule[], groupId: string): string {
  const sorted = [...rules].sort((a, b) => compareSeverity(severityOfRule(b), severityOfRule(a)));
  const byPeers = new Map<string, string[]>();
  for (const [ports, peers] of grouped(sorted, groupId)) {
    const key = peersInWords(peers);
    byPeers.set(key, [...(byPeers.get(key) ?? []), ports]);
  }
  const phrases = [...byPeers].map(([peers, ports]) => withPeers(portList(ports), peers));
  const first = phrases[0];
  if (phrases.length > 3 && first) return `${counted(rules.length, 'rule')}, among them ${first},`;
  return listed(phrases);
}

function portList(ports: readonly string[]): string {
  return ports.length > 4 ? `${ports.slice(0, 3).join(', ')} and ${ports.length - 3} more` : listed(ports);
}

function withPeers(ports: string, peers: string): string {
  return peers === '' ? ports : `${ports} to ${peers}`;
}

/** Peers by ports, in the order of the rules. */
function grouped(rules: readonly SecurityGroupRule[], groupId: string): Map<string, Set<string>> {
  const groups = new Map<string, Set<string>>();
  for (const rule of rules) {
    const ports = directed(portsInWords(rule), rule.direction);
    const peers = groups.get(ports) ?? new Set();
    const peer = peerInWords(rule, groupId);
    if (peer) peers.add(peer);
    groups.set(ports, peers);
  }
  return groups;
}

function directed(ports: string, direction: SecurityGroupRule['direction']): string {
  if (direction === 'inbound') return ports;
  return ports.startsWith('all ') ? `all outbound ${ports.slice(4)}` : `outbound ${ports}`;
}

function peersInWords(peers: ReadonlySet<string>): string {
  const all = [...peers];
  if (all.length <= 3) return listed(all);
  return all.includes('the whole internet')
    ? `the whole internet and ${all.length - 1} more sources`
    : `${all.length} sources, among them ${all[0]}`;
}
