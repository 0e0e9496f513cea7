import { userError } from '../../core/errors.ts';
import type { TypedCondition } from '../../core/mute-words.ts';

/** What stands behind the word for what is to be done. */
export type Asked = Readonly<{
  words: readonly string[];
  since: number | undefined;
  span: string | undefined;
  because: string | undefined;
  condition: TypedCondition;
  /** Of a list, from 1. */
  page: number;
}>;

const usual = '/aws-alerts mute rule:restricted-ssh account:payments-dev for:2h because:"planned work"';

/** What is wrong with what was typed, with an example that would work. */
export function refuse(problem: string, example = usual): Error {
  return userError('BAD_ARGUMENT', { problem, example });
}
