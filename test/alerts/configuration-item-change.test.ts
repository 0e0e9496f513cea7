import { describe, expect, it } from 'vitest';
import { alertOf } from '../fixtures/alerts.ts';

const kind = 'configuration-item-change';
const web = 'web (sg-0a1b2c3d4e5f60718)';

describe('a change of a configuration item', () => {
  it.each([
    ['created', `${web} was created`, 'info'],
    ['rules-changed', `${web} was changed: inbound rules and description`, 'info'],
    ['tag-and-relation', `${web} was changed: tag team and relationships`, 'info'],
    ['nested', 'example-data was changed: block public acls of public access block', 'info'],
    ['deleted', `${web} was deleted`, 'low'],
  ] as const)('of the fixture %s reads as a sentence, and does not shout', (name, title, severity) => {
    expect(alertOf(kind, name)).toMatchObject({ title, severity, state: 'open' });
  });

  it('tells rules in words, one line for all that came and went', () => {
    expect(alertOf(kind, 'rules-changed').changes).toEqual([
      {
        field: 'inbound rules',
        before: 'tcp 22 (SSH) from 192.0.2.0/24',
        after: 'tcp 22 (SSH) from 0.0.0.0/0 (the whole internet)',
      },
      { field: 'description', before: 'web', after: 'web tier' },
    ]);
  });

  it('tells only what is different inside a property, and no times that change with everything', () => {
    expect(alertOf(kind, 'nested').changes).toEqual([
      { field: 'block public acls of public access block', before: 'yes', after: 'no' },
    ]);
  });

  it('tells tags and relations', () => {
    expect(alertOf(kind, 'tag-and-relation').changes).toEqual([
      { field: 'tag team', before: 'shop', after: 'data' },
      { field: 'relationships', before: null, after: 'is associated with networkinterface eni-0123456789abcdef0' },
    ]);
  });

  it('leads to the event of CloudTrail behind it', () => {
    const links = alertOf(kind, 'tag-and-relation').links;

    expect(links.find(({ label }) => label === 'CloudTrail event')?.url).toContain(
      '8f4c2b1a-0000-4000-8000-000000000001',
    );
  });
});

describe('a change whose item was too large for its event', () => {
  it.each([
    ['changed', 'was changed', 'info'],
    ['created', 'was created', 'info'],
    ['deleted', 'was deleted', 'low'],
  ] as const)('says at once what is known: %s', (name, words, severity) => {
    expect(alertOf('config-oversized-item', name)).toMatchObject({
      title: `sg-0a1b2c3d4e5f60718 ${words}; its item is too large for an event`,
      severity,
      occurredAt: '2026-11-20T03:00:00.000Z',
    });
  });

  it('says where the item lies, or why it does not', () => {
    expect(alertOf('config-oversized-item', 'changed').facts).toEqual([
      { label: 'Item in S3', value: 'example-logs/AWSLogs/Config/OversizedChangeNotification/item.json.gz' },
    ]);
    expect(alertOf('config-oversized-item', 'delivery-failed').facts).toEqual([
      { label: 'Delivery to S3 failed', value: 'AccessDenied: Config may not write there' },
    ]);
  });
});
