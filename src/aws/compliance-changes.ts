import * as z from 'zod/mini';
import { awsReason } from '../core/aws-error.ts';
import { userError } from '../core/errors.ts';
import type { ComplianceNow, Sources } from '../core/ports.ts';
import type { Settings } from '../core/settings.ts';
import type { Clients } from './clients.ts';
import { readerOf } from './reader.ts';

/** The resource type `AWS::Config::ResourceCompliance`: one item per resource that a rule says something of. */
const Row = z.object({
  accountId: z.string(),
  awsRegion: z.string(),
  configurationItemCaptureTime: z.string(),
  configuration: z.object({
    targetResourceId: z.string(),
    targetResourceType: z.string(),
    configRuleList: z.catch(
      z.array(z.object({ configRuleName: z.optional(z.string()), complianceType: z.string() })),
      [],
    ),
  }),
});

const columns = [
  'accountId',
  'awsRegion',
  'configurationItemCaptureTime',
  'configuration.targetResourceId',
  'configuration.targetResourceType',
  'configuration.configRuleList',
].join(', ');

/** What is behind so many pages of 100 rows is left to the next sweep. */
const mostPages = 500;

/** SelectAggregateResourceConfig for all compliance that was recorded since a time (ms); 0 is everything. Throws UNREACHABLE. */
export function createListCompliance(options: {
  clients: Clients;
  settings: Settings;
}): Sources['listComplianceSince'] {
  const { aggregator } = options.settings.security;
  return async (since) => {
    try {
      const { SelectAggregateResourceConfigCommand } = await import('@aws-sdk/client-config-service');
      const client = await (await readerOf(options)).config();
      const found: ComplianceNow[] = [];
      let token: string | undefined;
      for (let page = 0; page < mostPages; page += 1) {
        const command = new SelectAggregateResourceConfigCommand({
          ConfigurationAggregatorName: aggregator,
          Expression: expressionOf(since),
          Limit: 100,
          ...(token && { NextToken: token }),
        });
        const answer = await client.send(command);
        found.push(...(answer.Results ?? []).flatMap(statesIn));
        token = answer.NextToken;
        if (!token) break;
      }
      return found;
    } catch (error) {
      const why = awsReason(error);
      if (why) throw userError('UNREACHABLE', { what: `The AWS Config aggregator “${aggregator}”`, why });
      throw error;
    }
  };
}

function expressionOf(since: number): string {
  const all = `SELECT ${columns} WHERE resourceType = 'AWS::Config::ResourceCompliance'`;
  return since > 0 ? `${all} AND configurationItemCaptureTime >= '${new Date(since).toISOString()}'` : all;
}

/** Rows are JSON strings; one that cannot be read is left out. */
function statesIn(row: string): readonly ComplianceNow[] {
  const parsed = Row.safeParse(readJson(row));
  if (!parsed.success) return [];
  const { accountId, awsRegion: region, configurationItemCaptureTime: at, configuration } = parsed.data;
  const { targetResourceId: id, targetResourceType: type, configRuleList } = configuration;
  return configRuleList.flatMap(({ configRuleName: rule, complianceType: verdict }) =>
    rule ? [{ resource: { type, id, accountId, region }, rule, verdict, at }] : [],
  );
}

function readJson(row: string): unknown {
  try {
    return JSON.parse(row);
  } catch {
    return undefined;
  }
}
