import { ConfigServiceClient, SelectAggregateResourceConfigCommand } from '@aws-sdk/client-config-service';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { createClients } from '../../src/aws/clients.ts';
import { isAskable, longestExpression, queryExpressions } from '../../src/aws/expression.ts';
import { createFind } from '../../src/aws/find-resources.ts';
import { readAsked } from '../../src/core/items/asked-resource.ts';
import type { Named } from '../../src/core/look-ups.ts';
import { parseConfigQuery } from '../../src/playground/aws/config-query.ts';
import { someSettings } from '../delivery/settings.ts';
import { anyCharacter } from '../fixtures/any-character.ts';

const config = mockClient(ConfigServiceClient);
const { find, findLike } = createFind({
  ...{ clients: createClients({ region: 'eu-west-1', now: () => 0 }), settings: someSettings() },
});

const row = (change: object = {}) =>
  JSON.stringify({
    ...{ accountId: '111122223333', awsRegion: 'eu-west-1', resourceId: 'i-1', resourceType: 'AWS::EC2::Instance' },
    ...change,
  });

beforeEach(() => {
  config.reset();
});

describe('an expression for what a person asks', () => {
  const terms = fc.oneof(
    fc.string({ unit: anyCharacter }),
    fc.stringMatching(/^[A-Za-z0-9 _./:=+@'-]{1,60}$/),
    fc.constantFrom("x' OR resourceId <> '", "a''b", "') OR (1=1", 'a\\', '%', '10.0.0.1', 'web.example.com'),
  );
  const named: fc.Arbitrary<Named> = fc.oneof(
    terms.map((text) => readAsked(text).named),
    fc.record({ by: fc.constantFrom('name' as const, 'address' as const, 'host' as const), text: terms }),
    fc.record({ by: fc.constant('tag' as const), key: terms, value: terms }),
    fc.record({ by: fc.constant('tag' as const), key: terms }),
  );

  it('holds every term as a quoted literal and nothing else, and is never too long', () => {
    const place = { type: fc.option(terms, { nil: undefined }), region: fc.option(terms, { nil: undefined }) };
    fc.assert(
      fc.property(named, fc.record(place), (what, { type, region }) => {
        const query = { named: what, ...(type !== undefined && { type }), ...(region !== undefined && { region }) };
        if (!isAskable(query)) return;

        for (const expression of queryExpressions(query)) {
          const outside = expression.replace(/'(?:[^']|'')*'/g, '');
          expect(outside).toMatch(/^[A-Za-z0-9_., ()=]+$/);
          expect(outside).not.toMatch(/<|>|--/);
          expect(expression.length).toBeLessThanOrEqual(longestExpression);
          expect(() => parseConfigQuery(expression)).not.toThrow();
        }
      }),
    );
  });

  it('cannot be asked for what could leave its quotes', async () => {
    await expect(find({ named: { by: 'name', text: "x' OR resourceId <> '" } }, 5)).rejects.toMatchObject({
      code: 'BAD_ARGUMENT',
    });
    await expect(find({ named: { by: 'name', text: 'x' }, region: "'" }, 5)).rejects.toMatchObject({
      code: 'BAD_ARGUMENT',
    });
    expect(await findLike("x' OR 'a")).toEqual([]);
    expect(config.calls()).toHaveLength(0);
  });

  it('is several where one would be too long, and asks for every place in one of them', () => {
    const text = `${'a'.repeat(60)}.${'b'.repeat(60)}.${'C'.repeat(60)}.com`;

    const expressions = queryExpressions({ named: { by: 'host', text } });

    expect(expressions.length).toBeGreaterThan(1);
    for (const path of [
      'resourceId',
      'configuration.dNSName',
      'configuration.endpoint.address',
      'configuration.domainName',
    ]) {
      expect(expressions.filter((one) => one.includes(`${path} `))).toHaveLength(1);
    }
  });
});

describe('what AWS Config answers', () => {
  it('is looked at again: a range that holds the address is not the address, another tag is not that tag', async () => {
    config.on(SelectAggregateResourceConfigCommand).resolves({
      Results: [
        row({ configuration: { privateIpAddress: '10.0.0.5' } }),
        row({ resourceId: 'i-2', configuration: { privateIpAddresses: [{ privateIpAddress: '10.0.0.50' }] } }),
        row({ resourceId: 'i-3', configuration: { ipv6Addresses: [{ ipv6Address: '2001:0db8::7' }] } }),
        row({
          resourceId: 'i-4',
          tags: [
            { key: 'team', value: 'x' },
            { key: 'other', value: 'payments' },
          ],
        }),
      ],
    });
    const ids = async (named: Named) => (await find({ named }, 9)).map(({ id }) => id);

    expect(await ids({ by: 'address', text: '10.0.0.5' })).toEqual(['i-1']);
    expect(await ids({ by: 'address', text: '2001:db8::7' })).toEqual(['i-3']);
    expect(await ids({ by: 'tag', key: 'team', value: 'payments' })).toEqual([]);
    expect(await ids({ by: 'tag', key: 'team' })).toEqual(['i-4']);
  });

  it('is one resource, however many expressions find it, and only where it was asked for', async () => {
    config
      .on(SelectAggregateResourceConfigCommand)
      .resolves({ Results: [row(), row(), row({ awsRegion: 'us-east-1' })] });

    expect(await find({ named: { by: 'name', text: 'i-1' }, region: 'eu-west-1' }, 9)).toHaveLength(1);
    expect(await find({ named: { by: 'name', text: 'i-1' } }, 9)).toHaveLength(2);
  });
});
