import { awsReason, isUndone } from '../../core/aws-error.ts';
import { UserError } from '../../core/errors.ts';

/** What was in the way, in words; `isUndone` when nothing was changed for sure. */
export type Trouble = Readonly<{ trouble: string; isUndone: boolean }>;

/** What AWS or Slack refused or did not answer, as a value with its reason; a bug of ours is thrown. */
export async function tried<T>(work: () => Promise<T>): Promise<Readonly<{ done: T }> | Trouble> {
  try {
    return { done: await work() };
  } catch (error) {
    if (error instanceof UserError) return { trouble: error.message.replace(/\.$/, ''), isUndone: true };
    const reason = awsReason(error);
    if (reason === undefined) throw error;
    return { trouble: reason, isUndone: isUndone(error) };
  }
}
