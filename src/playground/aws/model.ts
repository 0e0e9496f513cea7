import type { z } from 'zod';
import { AwsError } from './aws-error.ts';
import type { Caller } from './identity.ts';

/** A strict stand-in of one service: the same calls whether they come over HTTP or from a test. Throws `AwsError`. */
export type Model = Readonly<{ call(action: string, input: unknown, caller: Caller): unknown }>;

export type Action = (input: unknown, caller: Caller) => unknown;

/** The codes with which a service refuses what it cannot read. */
export type ModelErrors = Readonly<{ invalid: string; unknownAction: string }>;

/** An action behind its schema; a field that the schema does not know is refused, so that a typo does not pass here. */
export function defineAction<Input>(
  schema: z.ZodType<Input>,
  run: (input: Input, caller: Caller) => unknown,
): (invalid: string) => Action {
  return (invalid) => (input, caller) => {
    const parsed = schema.safeParse(input);
    if (parsed.success) return run(parsed.data, caller);
    const issue = parsed.error.issues[0];
    throw new AwsError(invalid, `${issue?.path.join('.') || 'request'}: ${issue?.message ?? 'not readable'}`);
  };
}

/** Puts actions together to a service. */
export function defineModel(
  actions: Readonly<Record<string, ReturnType<typeof defineAction>>>,
  { invalid, unknownAction }: ModelErrors,
): Model {
  const table = new Map(Object.entries(actions).map(([name, make]) => [name, make(invalid)]));
  return {
    call(action, input, caller) {
      const run = table.get(action);
      if (!run) throw new AwsError(unknownAction, `The action ${action} is not valid for this web service.`);
      return run(input, caller);
    },
  };
}
