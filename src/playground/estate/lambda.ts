import type {
  AddPermissionRequest,
  CreateAliasRequest,
  GetAliasRequest,
  GetPolicyRequest,
  RemovePermissionRequest,
} from '@aws-sdk/client-lambda';
import { z } from 'zod';
import { AwsError } from '../aws/aws-error.ts';
import type { Caller } from '../aws/identity.ts';
import type { Checked } from './checked.ts';
import { type Actions, hereOf, type Parts, without } from './parts.ts';
import type { FunctionState } from './state.ts';

/** AWS Lambda quotas, "Function resource-based policy", in characters, for a function and each alias of it. */
const maxPolicy = 20_480;
const policy = z.object({ Statement: z.array(z.looseObject({ Sid: z.string() })) });
type Statements = z.infer<typeof policy>['Statement'];
type Named = Readonly<{ name: string; qualifier: string; held: FunctionState }>;

/** What Lambda is asked of functions that are there: their aliases, and who may invoke them. */
export function makeLambda(parts: Parts): Actions {
  const load = (caller: Caller, given: string, alias?: string): Named => {
    const { name, qualifier } = nameOf(caller, given, alias);
    const held = hereOf(parts, caller).functions[name];
    const arn = `arn:aws:lambda:${caller.region}:${caller.accountId}:function:${name}`;
    if (!held) throw gone(`Function not found: ${arn}`);
    if (qualifier && !held.aliases[qualifier]) throw gone(`Cannot find alias arn: ${arn}:${qualifier}`);
    return { name, qualifier, held };
  };
  const keep = (caller: Caller, name: string, held: FunctionState) => {
    hereOf(parts, caller).functions[name] = held;
  };
  const write = (caller: Caller, { name, qualifier, held }: Named, statements: Statements) => {
    const text = JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements });
    if (text.length > maxPolicy) {
      throw new AwsError('PolicyLengthExceededException', 'The final policy size is bigger than the limit (20480).');
    }
    const made = { ...held.policies, [qualifier]: { text, revision: parts.mint(32) } };
    keep(caller, name, { ...held, policies: statements.length > 0 ? made : without(held.policies, qualifier) });
  };
  return {
    GetAlias: ({ FunctionName, Name }: Checked<GetAliasRequest>, caller: Caller) => {
      const { held, qualifier } = load(caller, FunctionName, Name);
      return toAlias(held, qualifier);
    },
    CreateAlias: (input: Checked<CreateAliasRequest>, caller: Caller) => {
      const { name, held } = load(caller, input.FunctionName);
      const { Name, FunctionVersion: version, Description: description = '' } = input;
      if (!/^(?!\d+$)[\w-]{1,128}$/.test(Name)) throw invalid(`Value '${Name}' at 'name' failed to satisfy constraint`);
      if (version !== '$LATEST') throw gone(`Function not found: ${held.arn}:${version}`);
      if (held.aliases[Name]) throw conflict(`Alias already exists: ${held.arn}:${Name}`);
      const made = {
        ...held,
        aliases: { ...held.aliases, [Name]: { version, description, revision: parts.mint(32) } },
      };
      keep(caller, name, made);
      return toAlias(made, Name);
    },
    DeleteAlias: ({ FunctionName, Name }: Checked<GetAliasRequest>, caller: Caller) => {
      const { name, held } = load(caller, FunctionName);
      keep(caller, name, { ...held, aliases: without(held.aliases, Name), policies: without(held.policies, Name) });
      return {};
    },
    GetPolicy: ({ FunctionName, Qualifier }: Checked<GetPolicyRequest>, caller: Caller) => {
      const { held, qualifier } = load(caller, FunctionName, Qualifier);
      const found = held.policies[qualifier];
      if (!found) throw gone('The resource you requested does not exist.');
      return { Policy: found.text, RevisionId: found.revision };
    },
    AddPermission: (input: Checked<AddPermissionRequest>, caller: Caller) => {
      const named = load(caller, input.FunctionName, input.Qualifier);
      const held = named.held.policies[named.qualifier];
      mustBeRevision(held?.revision, input.RevisionId);
      const others = statementsOf(held?.text);
      const statement = statementOf(named, input);
      if (others.some(({ Sid }) => Sid === input.StatementId)) {
        const text = `The statement id (${input.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`;
        throw conflict(text);
      }
      write(caller, named, [...others, statement]);
      return { Statement: JSON.stringify(statement) };
    },
    RemovePermission: (input: Checked<RemovePermissionRequest>, caller: Caller) => {
      const named = load(caller, input.FunctionName, input.Qualifier);
      const held = named.held.policies[named.qualifier];
      if (!held) throw gone('No policy is associated with the given resource.');
      mustBeRevision(held.revision, input.RevisionId);
      const all = statementsOf(held.text);
      const left = all.filter(({ Sid }) => Sid !== input.StatementId);
      if (left.length === all.length) throw gone(`Statement ${input.StatementId} is not found in resource policy.`);
      write(caller, named, left);
      return {};
    },
  };
}

/** A function by its name or ARN, with or without an alias behind it. */
function nameOf(
  { accountId, region }: Caller,
  given: string,
  alias = '',
): Readonly<{ name: string; qualifier: string }> {
  const own = given
    .replace(/^arn:aws:lambda:/, '')
    .replace(`${region}:`, '')
    .replace(`${accountId}:`, '');
  const [name = '', qualifier = '', ...rest] = own.replace(/^function:/, '').split(':');
  const isSound = rest.length === 0 && /^[\w-]{1,64}$/.test(name) && !(qualifier && alias && qualifier !== alias);
  if (!isSound) throw invalid(`The function name ${given} is not valid, or is that of another account or region.`);
  return { name, qualifier: qualifier || alias };
}

/** As Lambda writes it. Docs: AWS Lambda, AddPermission. */
function statementOf({ held, qualifier }: Named, input: Checked<AddPermissionRequest>): Statements[number] {
  const { StatementId: Sid, Action, Principal: who, SourceAccount, SourceArn } = input;
  if (!/^[\w-]{1,100}$/.test(Sid)) throw invalid(`Value '${Sid}' at 'statementId' failed to satisfy constraint`);
  if (!/^(lambda:(\*|[A-Z]\w+)|\*)$/.test(Action))
    throw invalid(`Value '${Action}' at 'action' failed to satisfy constraint`);
  if (SourceAccount !== undefined && !/^\d{12}$/.test(SourceAccount)) throw invalid('The source account is not valid.');
  const isService = who.endsWith('.amazonaws.com');
  if (!isService && !/^(\d{12}|\*|arn:aws:iam::\d{12}:.+)$/.test(who)) {
    throw invalid('The provided principal was invalid. Please check the principal and try again.');
  }
  const Principal = isService ? { Service: who } : { AWS: /^\d+$/.test(who) ? `arn:aws:iam::${who}:root` : who };
  const Condition = {
    ...(SourceAccount !== undefined && { StringEquals: { 'AWS:SourceAccount': SourceAccount } }),
    ...(SourceArn !== undefined && { ArnLike: { 'AWS:SourceArn': SourceArn } }),
  };
  const Resource = qualifier ? `${held.arn}:${qualifier}` : held.arn;
  return { Sid, Effect: 'Allow', Principal, Action, Resource, ...(Object.keys(Condition).length > 0 && { Condition }) };
}

function statementsOf(text: string | undefined): Statements {
  return text === undefined ? [] : policy.parse(JSON.parse(text)).Statement;
}

function mustBeRevision(held: string | undefined, given: string | undefined): void {
  if (given === undefined || given === held) return;
  const text = 'The RevisionId provided does not match the latest RevisionId.';
  throw new AwsError('PreconditionFailedException', text, 412);
}

function toAlias({ arn, aliases }: FunctionState, name: string) {
  const { version, description, revision } = aliases[name] ?? {};
  const RevisionId = revision;
  return { AliasArn: `${arn}:${name}`, Name: name, FunctionVersion: version, Description: description, RevisionId };
}

function gone(text: string): AwsError {
  return new AwsError('ResourceNotFoundException', text, 404);
}

function conflict(text: string): AwsError {
  return new AwsError('ResourceConflictException', text, 409);
}

function invalid(text: string): AwsError {
  return new AwsError('InvalidParameterValueException', text);
}
