import { describe, expect, it } from 'vitest';
import { readAlert } from '../../src/alerts/index.ts';
import { isObject } from '../../src/core/text/lenient.ts';
import { alertOf, eventIn, fixture, settings } from '../fixtures/alerts.ts';

const kind = 'cloudwatch-alarm';

describe('an alarm of CloudWatch', () => {
  it.each([
    [
      'went-off',
      'The alarm web-cpu went off: CPUUtilization was 99.5, greater than the threshold of 90',
      'medium',
      'open',
    ],
    [
      'minimal',
      'The alarm web-cpu went off: CPUUtilization was 99.5, greater than the threshold of 90',
      'medium',
      'open',
    ],
    [
      'expression',
      'The alarm web-cpu went off: the value was 99.5, greater than the threshold of 90',
      'medium',
      'open',
    ],
    ['composite', 'The alarm shop-down went off: web-cpu did', 'medium', 'open'],
    ['ok-again', 'The alarm web-cpu is OK again', 'info', 'resolved'],
    ['too-little-data', 'The alarm web-cpu has too little data to tell', 'low', 'open'],
  ] as const)('of the fixture %s reads as a sentence', (name, ...[title, severity, state]) => {
    expect(alertOf(kind, name)).toMatchObject({ title, severity, state });
  });

  it('is one alert, whether EventBridge or its SNS action tells of it, with or without its ARN', () => {
    const message = fixture(kind, 'minimal');
    const { AlarmArn, ...older } = isObject(message) ? message : {};
    const topic = 'arn:aws:sns:eu-west-1:111122223333:alarms';
    const letter = { Type: 'Notification', TopicArn: topic, Message: JSON.stringify(older) };
    const all = [
      alertOf(kind, 'went-off'),
      alertOf(kind, 'ok-again'),
      alertOf(kind, 'minimal'),
      readAlert(eventIn(letter), settings).alert,
    ];

    expect(AlarmArn).toBeDefined();
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect(all[0]?.fingerprint).toBe(`${kind}/arn:aws:cloudwatch:eu-west-1:111122223333:alarm:web-cpu`);
  });

  it('names what it measures', () => {
    const alert = alertOf(kind, 'minimal');

    expect(alert.resources[1]).toMatchObject({ type: 'AWS::EC2::Instance', id: 'i-0123456789abcdef0' });
    expect(alert.facts).toContainEqual({
      label: 'Measures',
      value: 'CPUUtilization of AWS/EC2 (InstanceId i-0123456789abcdef0), average over 5 minutes',
    });
    expect(alert.facts).toContainEqual({ label: 'Threshold', value: 'above 90' });
    expect(alert.changes).toEqual([{ field: 'State', before: 'OK', after: 'ALARM' }]);
  });
});
