import { describe, expect, it } from 'vitest';
import { recognise } from '../../../src/core/events/envelope.ts';

describe('a file given to the wrong command', () => {
  it.each<[string, unknown]>([
    ['events', { 'detail-type': 'X', source: 'aws.x', detail: {} }],
    ['events', { Records: [{ Sns: { Message: '{}' } }] }],
    ['events', 'anything'],
    ['rule-invocation', { invokingEvent: '{}', resultToken: 't' }],
    ['log-file', { Records: [{ eventVersion: '1.11', eventName: 'X', eventSource: 'y', eventID: 'z' }] }],
    ['configuration-item', { resourceType: 'AWS::S3::Bucket', resourceId: 'b', configurationItemCaptureTime: 't' }],
    ['configuration-item', [{ resourceType: 'AWS::S3::Bucket', resourceId: 'b', configurationItemStatus: 'OK' }]],
    [
      'configuration-item',
      { configurationItems: [{ resourceType: 'T', resourceId: 'b', configurationItemStatus: 'OK' }] },
    ],
  ])('is recognised as %s', (kind, input) => {
    expect(recognise(input)).toBe(kind);
  });
});
