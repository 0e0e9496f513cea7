import { beforeAll, describe, expect, it } from 'vitest';
import { readAlert } from '../../src/alerts/index.ts';
import type { Alert } from '../../src/core/alert.ts';
import { openEnvelope } from '../../src/core/events/envelope.ts';
import type { Settings } from '../../src/core/settings.ts';
import { bitcoinFinding } from '../../src/playground/scenes/bitcoin-finding.ts';
import { scene } from '../../src/playground/seed-scene.ts';
import { archiveGuarddutyFinding } from '../../src/remediations/archive-guardduty-finding.ts';
import { loadPlaygroundSettings } from '../playground/aws/settings.ts';

let settings: Settings;
beforeAll(async () => {
  settings = await loadPlaygroundSettings();
});

const policy = { when: {}, use: 'archive-guardduty-finding', mode: 'click', dryRun: false, parameters: {} } as const;
const at = Date.parse('2026-11-20T03:00:00Z');

/** The alert of a finding, with another detector where one is given. */
function alertOf(detectorId?: string): Alert {
  const events = JSON.stringify(bitcoinFinding.events(at));
  const changed = detectorId === undefined ? events : events.replaceAll(scene.detectorId, detectorId);
  const [event] = openEnvelope(JSON.parse(changed)).events;
  if (!event) throw new Error('The scene has no event');
  return readAlert(event, settings, at).alert;
}

describe('what is archived', () => {
  it('is the finding of the alert, by the detector that made it', () => {
    const alert = alertOf();

    expect(archiveGuarddutyFinding.subjectOf?.(alert, policy)).toEqual({
      resource: {
        type: 'AWS::GuardDuty::Finding',
        id: expect.stringMatching(/^[0-9a-f]{32}$/),
        accountId: scene.prod,
        region: scene.region,
      },
      input: { detector: scene.detectorId },
    });
  });

  it.each(['', '../detector', '*', scene.detectorId.toUpperCase(), `${scene.detectorId}0`])(
    'is nothing where the detector is said to be %j',
    (detectorId) => {
      expect(archiveGuarddutyFinding.subjectOf?.(alertOf(detectorId), policy)).toBeUndefined();
    },
  );

  it('is nothing of an alert of another kind', () => {
    expect(archiveGuarddutyFinding.subjectOf?.({ ...alertOf(), kind: 'security-hub-finding' }, policy)).toBeUndefined();
  });
});
