import type { Aws } from '../../src/playground/aws/start.ts';
import type { Task } from '../../src/remediations/define.ts';

/** A problem as it stands in the playground's AWS, for which one remediation is meant. */
export type Stage = Readonly<{
  /** The remediation's id. */
  id: string;
  /** Another name where a remediation has several stages. */
  name?: string;
  /** Makes the problem, anew each time (another resource, or the same one made bad again), and says what is asked for. */
  set(aws: Aws): Task | Promise<Task>;
  /** Takes the resource away, as somebody else would have. Absent: it cannot be gone. */
  remove?(aws: Aws, task: Task): void | Promise<void>;
  /** How long AWS takes until what was begun has ended, in ms; the clock is moved by it. */
  takesMs?: number;
  /** Writes that `apply` must not repeat when the resource is so already; all of them, unless given. */
  harmless?: readonly string[];
}>;
