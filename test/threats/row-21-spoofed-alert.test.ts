import { describe, expect, it } from 'vitest';
import { readAlert } from '../../src/alerts/index.ts';
import { openEnvelope } from '../../src/core/events/envelope.ts';
import { automaticChoices } from '../../src/flows/act/automatic.ts';
import { looksOf } from '../../src/flows/answer/look.ts';
import { offersFor } from '../../src/remediations/index.ts';
import { renderAlert } from '../../src/slack/render/alert.ts';
import { messageAsText } from '../../src/slack/render/as-text.ts';
import { complianceChange, securityGroupOpened } from '../fixtures/story.ts';
import { loadPlaygroundSettings } from '../playground/aws/settings.ts';

const at = Date.parse('2026-11-20T03:14:00Z');
const stranger = '666677778888';
const settings = await loadPlaygroundSettings();
const genuine = [complianceChange('i-0f1e2d3c4b5a69788', at), securityGroupOpened('sg-0a1b2c3d4e5f60718', at)];
const throughTopicOf = (accountId: string, event: object) => ({
  Type: 'Notification',
  MessageId: 'm',
  TopicArn: `arn:aws:sns:ap-northeast-1:${accountId}:noroshi`,
  Message: JSON.stringify(event),
});

function alertOf(input: object) {
  const [event] = openEnvelope(input).events;
  return readAlert(event!, settings).alert;
}
const buttonsOf = (input: object) => {
  const alert = alertOf(input);
  return [...offersFor(alert, settings), ...looksOf(alert), ...automaticChoices(alert, settings)];
};

describe('threat 21: an alert that somebody made up', () => {
  it.each(genuine)('is not what EventBridge brings from our accounts, by our topics: %#', (event) => {
    expect(buttonsOf(event).length).toBeGreaterThan(0);
    expect(buttonsOf(throughTopicOf(settings.security.account, event)).length).toBeGreaterThan(0);
    expect(buttonsOf(throughTopicOf('111122223333', event)).length).toBeGreaterThan(0);
    expect(buttonsOf({ ...event, account: settings.security.account }).length).toBeGreaterThan(0);
  });

  it.each(genuine)(
    'has no button when it comes from an account that we do not know, about one that we do: %#',
    (event) => {
      for (const spoofed of [{ ...event, account: stranger }, throughTopicOf(stranger, event)]) {
        expect(buttonsOf(spoofed)).toEqual([]);
        const alert = alertOf(spoofed);
        expect(alert.unlisted).toBe(true);
        const state = { alert, status: 'open', rev: 1, newest: { sourceAt: at, key: 'k' }, facts: [] } as const;
        const told = messageAsText(renderAlert(state, { offers: [] }));
        expect(told).toContain(
          alert.accountId === stranger ? 'not in the settings' : `${stranger}, not in the settings`,
        );
        expect(told).toContain('not in the settings, so nothing can be done');
      }
    },
  );

  it.each(genuine)('has no button when it is about an account that we do not know: %#', (event) => {
    const spoofed = JSON.parse(JSON.stringify(event).replaceAll('111122223333', stranger));

    expect(alertOf(spoofed).accountId).toBe(stranger);
    expect(buttonsOf(spoofed)).toEqual([]);
  });

  it('cannot have an account by another spelling', () => {
    for (const account of ['111122223333 ', '１１１１２２２２３３３３', '*', '', '0111122223333', '111122223333\n']) {
      expect([account, buttonsOf({ ...genuine[0], account, detail: {} })]).toEqual([account, []]);
    }
  });
});
