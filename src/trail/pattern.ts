import { userError } from '../core/errors.ts';
import type { Judge } from './judge.ts';
import { textsOf } from './record-view.ts';

/** A pattern in RE2's syntax that matches in some decoded key or value. Throws `BAD_ARGUMENT` for what RE2 does not take. */
export async function preparePattern(pattern: string, { ignoreCase }: { ignoreCase: boolean }): Promise<Judge> {
  const { RE2JS } = await import('re2js');
  let compiled: ReturnType<typeof RE2JS.compile>;
  try {
    compiled = RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw userError('BAD_ARGUMENT', { problem: `/${pattern}/ is no pattern: ${why}.`, example: '/i-0[0-9a-f]{16}/' });
  }
  return { test: (view) => textsOf(view).some((text) => compiled.matcher(text).find()) };
}
