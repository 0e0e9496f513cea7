import type { Ordered } from '../../../commands/index.ts';
import { mayRemediate, maySwitch } from '../../../core/access.ts';
import { userError } from '../../../core/errors.ts';
import type { Asker } from '../../../core/job.ts';
import { inputOf, termsOfCommand } from '../../../core/policies.ts';
import type { Reply } from '../../../core/reply.ts';
import type { Settings } from '../../../core/settings.ts';
import { findNearest } from '../../../core/text/nearest.ts';
import { type Remediation, remediations, runBy } from '../../../remediations/index.ts';
import type { Ask } from '../ask.ts';
import { findTarget } from './target.ts';
import type { CommandWorld } from './world.ts';

type Wanted = Extract<Ordered, { kind: 'remediate' }>;

/** What is asked for, as far as the command and the settings say it. */
export type Resolved = Pick<Ask, 'resource' | 'remediation' | 'input' | 'rule' | 'mode' | 'dryRun'>;

/**
 * What a command comes to: what to ask for, or the resources that it could mean. Throws what is wrong with it. Nothing in a
 * member account is asked: an account that is not in the settings is refused before.
 */
export async function resolve(wanted: Wanted, asker: Asker, world: CommandWorld): Promise<Resolved | Reply> {
  const { settings, people } = world;
  const remediation = remediationIn(wanted, world);
  // Whoever may change nothing is not told either what there is.
  if (!(await maySwitch(settings, { ...asker, to: 'off' }, people))) throw notAllowed(remediation);
  checkInputs(remediation, wanted);
  const found = await findTarget(wanted, remediation, world);
  if ('sections' in found) return found;
  const { resource, account } = found;
  const asked = { ...asker, accountId: account.id, remediation: remediation.id };
  if (!(await mayRemediate(settings, asked, people))) throw notAllowed(remediation, account.name);

  const { rule } = wanted;
  const { document, ...own } = wanted.input;
  const isAutomation = remediation.id === 'ssm-automation';
  const use = { use: remediation.id, resource, rule, ...(isAutomation && { document }) };
  const { policy, ...terms } = termsOfCommand(use, { settings, approval: remediation.approval });
  if (isAutomation && !policy) throw noDocument(document, settings);
  const given = isAutomation && policy ? inputOf(policy, { resource, rule }) : wanted.input;
  if (!given) {
    const problem = `The settings give ${policy?.document} something of the resource or rule that is not known here.`;
    throw userError('BAD_ARGUMENT', { problem, example: `${exampleOf(remediation)} rule:RULE` });
  }
  return {
    ...{ resource, remediation: remediation.id },
    input: isAutomation ? { ...own, ...given } : { ...given, ...runBy(remediation, rule, settings) },
    ...(rule !== undefined && { rule }),
    ...terms,
  };
}

function remediationIn({ remediation: id }: Wanted, world: CommandWorld): Remediation {
  const found = world.findRemediation(id);
  if (found) return found;
  const known = remediations.map((one) => one.id);
  const near = findNearest(id, known);
  const problem = `There is no remediation “${id}”; ${near ? `did you mean ${near}?` : `there is ${known.join(', ')}.`}`;
  throw userError('BAD_ARGUMENT', {
    problem,
    example: near ? `/aws-remediate ${near} RESOURCE` : '/aws-remediate list',
  });
}

function notAllowed({ id }: Remediation, account?: string): Error {
  return userError('NOT_ALLOWED', { what: `start ${id}${account === undefined ? '' : ` in ${account}`}` });
}

/** Each that is needed is there and has its form, and there is no other; an automation's parameters are the settings' own. */
function checkInputs(remediation: Remediation, { input, rule }: Wanted): void {
  const { inputs = {}, id } = remediation;
  const refuse = (problem: string): Error => userError('BAD_ARGUMENT', { problem, example: exampleOf(remediation) });
  const known = id === 'ssm-automation' ? ['document'] : Object.keys(inputs);
  const stranger = Object.keys(input).find((name) => !known.includes(name));
  if (stranger !== undefined) {
    throw refuse(`${id} takes no “${stranger}”${known.length > 0 ? `; it takes ${known.join(', ')}` : ''}.`);
  }
  for (const [name, { help, pattern, optional }] of Object.entries(inputs)) {
    const value = input[name];
    if (value === undefined && !optional && name !== 'document') throw refuse(`${name} is missing: ${help}.`);
    if (value !== undefined && !pattern.test(value)) throw refuse(`“${value}” is not ${help}.`);
  }
  if (id === 'config-remediation' && rule === undefined) {
    throw userError('BAD_ARGUMENT', {
      problem: 'rule: is missing: the Config rule whose remediation is to run.',
      example: exampleOf(remediation),
    });
  }
}

/** A line that works, but for the resource, and for the rule or document, which the settings name. */
export function exampleOf({ id, inputs = {} }: Pick<Remediation, 'id' | 'inputs'>): string {
  const needed = Object.entries(inputs).filter(([, { optional }]) => !optional);
  const pairs = needed.map(([name, { example }]) => `${name}=${example}`);
  const rule = id === 'config-remediation' ? ['rule:restricted-ssh'] : [];
  return ['/aws-remediate', id, 'RESOURCE', ...pairs, ...rule].join(' ');
}

function noDocument(document: string | undefined, settings: Settings): Error {
  const allowed = settings.remediations.flatMap((one) => (one.use === 'ssm-automation' ? (one.document ?? []) : []));
  const known = [...new Set(allowed)];
  const problem =
    known.length === 0
      ? 'The settings allow no document of SSM Automation.'
      : `The settings ${document === undefined ? 'allow no document' : `do not allow the document “${document}”`} here; they name ${known.join(', ')}.`;
  return userError('BAD_ARGUMENT', {
    problem,
    example: `/aws-remediate ssm-automation RESOURCE document=${known[0] ?? 'NAME'}`,
  });
}
