import { AwsError } from '../aws/aws-error.ts';
import type { Caller } from '../aws/identity.ts';
import { hereOf, type Parts } from './parts.ts';
import type { BusState, RuleState } from './state.ts';

/** A bus by its name or ARN, in the caller's account and region; the default one when it is not named. */
export function loadBus(parts: Parts, caller: Caller, named: string | undefined): BusState {
  const name = named?.split('event-bus/').at(-1) || 'default';
  const found = hereOf(parts, caller).buses[name];
  if (found && (!named?.startsWith('arn:') || found.arn === named)) return found;
  throw new AwsError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
}

/** A rule of a bus, which must be there. */
export function loadRule(bus: BusState, name: string): RuleState {
  const found = bus.rules[name];
  if (found) return found;
  throw new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${bus.name}.`);
}

/** Puts a rule in the place of the one that was there. */
export function keepRule(parts: Parts, caller: Caller, ...[bus, rule]: [bus: BusState, rule: RuleState]): void {
  hereOf(parts, caller).buses[bus.name] = { ...bus, rules: { ...bus.rules, [rule.name]: rule } };
}

/** What a service of AWS made for itself is changed by it alone, unless somebody insists. */
export function mustBeChangeable({ name, managedBy }: RuleState, force: boolean): void {
  if (managedBy === undefined || force) return;
  throw new AwsError('ManagedRuleException', `Rule ${name} is managed by ${managedBy}.`);
}
