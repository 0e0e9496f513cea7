import type { Log } from '../core/ports.ts';
import { type CallOptions, createCall } from './call.ts';
import type { View } from './render/mute-form.ts';

/** Shows a form to whoever pressed; false when Slack did not take it, or not in time. */
export type OpenModal = (triggerId: string, view: View) => Promise<boolean>;

/** A trigger is good for 3 s, and the press must be acknowledged within them too; in ms. */
const inTime = 2200;

/** views.open; what went wrong is logged, and told by the caller. */
export function createOpenModal(options: CallOptions & Readonly<{ log: Log }>): OpenModal {
  const call = createCall({ ...options, timeoutMs: inTime });
  return async (triggerId, view) => {
    try {
      await call('views.open', { trigger_id: triggerId, view });
      return true;
    } catch (error) {
      options.log.warn('A form could not be opened', { error: error instanceof Error ? error.message : 'unknown' });
      return false;
    }
  };
}
