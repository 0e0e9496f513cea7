import { sendLeftBehind } from '../delivery/left-behind.ts';
import { bringWishes, sealAudit } from './sweep/audit.ts';
import { announceDeadLetters } from './sweep/dead-letters.ts';
import { escalate } from './sweep/escalations.ts';
import { endMutes } from './sweep/mutes.ts';
import { listenToPaths } from './sweep/paths.ts';
import { listenForSilence } from './sweep/silence.ts';
import { readCompliance, readFindings } from './sweep/sources.ts';
import type { SweepWorld } from './sweep/world.ts';

/**
 * What is done each minute: what was left behind is sent again, dead letters are announced, AWS is asked what is true now
 * where events may have got lost, silence is noticed, and the audit trail is sealed day by day.
 * Each fails alone; throws at the end when one did.
 */
export async function sweep(world: SweepWorld): Promise<void> {
  const failed: string[] = [];
  for (const [what, work] of Object.entries({
    'the switch': bringWishes,
    'what was left behind': sendLeftBehind,
    'dead letters': announceDeadLetters,
    compliance: readCompliance,
    findings: readFindings,
    silence: listenForSilence,
    'test events': listenToPaths,
    'mutes that end': endMutes,
    escalations: escalate,
    'the audit trail': sealAudit,
  })) {
    try {
      await work(world);
    } catch (error) {
      world.log.error('A part of the sweep failed', { what, error: String(error) });
      failed.push(what);
    }
  }
  if (failed.length > 0) throw new Error(`The sweep failed at: ${failed.join(', ')}`);
}
