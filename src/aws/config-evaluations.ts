import type {
  ConfigServiceClient,
  GetResourceConfigHistoryCommandInput,
  ResourceType,
} from '@aws-sdk/client-config-service';
import { isNamed } from '../core/aws-error.ts';
import { normalizeItem } from '../core/items/configuration-item.ts';
import { accountType, type Evaluation } from '../core/items/evaluation.ts';
import { once } from '../core/once.ts';
import type { ConfigurationItem, Reported, RuleAccount } from '../core/ports.ts';
import type { Resource } from '../core/resource.ts';
import type { Clients } from './clients.ts';
import { loadCredentialReport } from './credential-report.ts';

/** What tells that AWS Config does not know a resource, or does not record at all. */
const unknownResource = ['ResourceNotDiscoveredException', 'NoAvailableConfigurationRecorderException'];

/** AWS Config's history goes back years, a page at a time and 7 days a page; what is not in this many is not looked for. */
const mostPages = 400;

/**
 * AWS Config and IAM in one account and region, with the credentials of `clients`. Everything is read to its last page: a page
 * of Config may be empty and go on. Docs: AWS Config API Reference, each call's page.
 */
export function createRuleAccount({ clients, accountId }: { clients: Clients; accountId: string }): RuleAccount {
  const place = { accountId, region: clients.region };
  const asked = { clients, place };
  return {
    findItem: async (resource, until) => findItem(await clients.config(), resource, until),
    listResources: (type) => listResources(asked, type),
    loadItems: (type, resources) => loadItems(asked, type, resources),
    listReported: async (ruleName) => listReported(await clients.config(), ruleName),
    isAccountReported: async (ruleName) => isAccountReported(await clients.config(), { ruleName, accountId }),
    loadCredentials: once(async () => loadCredentialReport(await clients.iam())),

    async putEvaluations(evaluations, { resultToken, testMode }) {
      const { PutEvaluationsCommand } = await import('@aws-sdk/client-config-service');
      const command = new PutEvaluationsCommand({
        Evaluations: evaluations.map(toApi),
        ResultToken: resultToken,
        ...(testMode && { TestMode: true }),
      });
      const { FailedEvaluations = [] } = await (await clients.config()).send(command);
      const failed = new Set(
        FailedEvaluations.map((one) => `${one.ComplianceResourceType} ${one.ComplianceResourceId}`),
      );
      return evaluations.filter(({ resource }) => failed.has(`${resource.type} ${resource.id}`));
    },
  };
}

function toApi({ resource, complianceType, annotation, orderingTimestamp }: Evaluation) {
  return {
    ComplianceResourceType: resource.type,
    ComplianceResourceId: resource.id,
    ComplianceType: complianceType,
    ...(annotation && { Annotation: annotation }),
    OrderingTimestamp: new Date(orderingTimestamp),
  };
}

type Asked = Readonly<{ clients: Clients; place: Readonly<{ accountId: string; region: string }> }>;

async function findItem(
  client: ConfigServiceClient,
  resource: Resource,
  until: string | undefined,
): Promise<ConfigurationItem | 'gone' | undefined> {
  const { GetResourceConfigHistoryCommand } = await import('@aws-sdk/client-config-service');
  let nextToken: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const input: GetResourceConfigHistoryCommandInput = {
      resourceType: typeOf(resource.type),
      resourceId: resource.id,
      limit: 1,
      ...(until && { laterTime: new Date(until) }),
      ...(nextToken && { nextToken }),
    };
    const answer = await client.send(new GetResourceConfigHistoryCommand(input)).catch((error: unknown) => {
      if (unknownResource.some((name) => isNamed(error, name))) return undefined;
      throw error;
    });
    if (!answer) return 'gone';
    const [item] = answer.configurationItems ?? [];
    if (item) return normalizeItem(item, resource);
    nextToken = answer.nextToken;
    if (!nextToken) return undefined;
  }
  return undefined;
}

async function listResources({ clients, place }: Asked, type: string): Promise<readonly Resource[]> {
  const { ListDiscoveredResourcesCommand } = await import('@aws-sdk/client-config-service');
  const client = await clients.config();
  const resources: Resource[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new ListDiscoveredResourcesCommand({ resourceType: typeOf(type), limit: 100, ...(nextToken && { nextToken }) }),
    );
    for (const { resourceId: id, resourceName: name, resourceDeletionTime } of page.resourceIdentifiers ?? []) {
      if (id && !resourceDeletionTime) resources.push({ ...place, type, id, ...(name && { name }) });
    }
    nextToken = page.nextToken;
  } while (nextToken);
  return resources;
}

/** In bulk by an advanced query; what that does not know, one by one from the history. */
async function loadItems(
  asked: Asked,
  type: string,
  resources: readonly Resource[],
): Promise<readonly ConfigurationItem[]> {
  const client = await asked.clients.config();
  const found = new Map((await selectItems(client, type)).map((item) => [item.resource.id, item]));
  const items: ConfigurationItem[] = [];
  for (const resource of resources) {
    const item = found.get(resource.id) ?? (await findItem(client, resource, undefined));
    if (item && item !== 'gone') items.push(item);
  }
  return items;
}

const properties = [
  'resourceId, resourceName, resourceType, accountId, awsRegion, arn, availabilityZone, resourceCreationTime',
  'configurationItemCaptureTime, configurationItemStatus, configurationStateId, tags, relationships, configuration',
  'supplementaryConfiguration',
].join(', ');

async function selectItems(client: ConfigServiceClient, type: string): Promise<readonly ConfigurationItem[]> {
  if (!/^[A-Za-z0-9:]+$/.test(type)) return [];
  const { SelectResourceConfigCommand } = await import('@aws-sdk/client-config-service');
  const Expression = `SELECT ${properties} WHERE resourceType = '${type}'`;
  const rows: string[] = [];
  let NextToken: string | undefined;
  do {
    const command = new SelectResourceConfigCommand({ Expression, Limit: 100, ...(NextToken && { NextToken }) });
    const page = await client.send(command).catch((error: unknown) => {
      // Not every type that is recorded can be queried.
      if (isNamed(error, 'InvalidExpressionException')) return undefined;
      throw error;
    });
    rows.push(...(page?.Results ?? []));
    NextToken = page?.NextToken;
  } while (NextToken);
  return rows.flatMap((row) => normalizeItem(readJson(row)) ?? []);
}

async function listReported(client: ConfigServiceClient, ruleName: string): Promise<readonly Reported[]> {
  const { GetComplianceDetailsByConfigRuleCommand } = await import('@aws-sdk/client-config-service');
  const reported: Reported[] = [];
  let NextToken: string | undefined;
  do {
    const command = new GetComplianceDetailsByConfigRuleCommand({
      ConfigRuleName: ruleName,
      ComplianceTypes: ['COMPLIANT', 'NON_COMPLIANT'],
      Limit: 100,
      ...(NextToken && { NextToken }),
    });
    const page = await client.send(command).catch((error: unknown) => {
      // Deleted meanwhile, or tried before it is deployed.
      if (isNamed(error, 'NoSuchConfigRuleException')) return undefined;
      throw error;
    });
    for (const { EvaluationResultIdentifier: result } of page?.EvaluationResults ?? []) {
      const { ResourceType: type, ResourceId: id } = result?.EvaluationResultQualifier ?? {};
      if (type && id) reported.push({ type, id });
    }
    NextToken = page?.NextToken;
  } while (NextToken);
  return reported;
}

async function isAccountReported(
  client: ConfigServiceClient,
  { ruleName, accountId }: { ruleName: string; accountId: string },
): Promise<boolean> {
  const { GetComplianceDetailsByResourceCommand } = await import('@aws-sdk/client-config-service');
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new GetComplianceDetailsByResourceCommand({
        ResourceType: accountType,
        ResourceId: accountId,
        ComplianceTypes: ['NON_COMPLIANT'],
        ...(NextToken && { NextToken }),
      }),
    );
    const names = (page.EvaluationResults ?? []).map(
      (one) => one.EvaluationResultIdentifier?.EvaluationResultQualifier?.ConfigRuleName,
    );
    if (names.includes(ruleName)) return true;
    NextToken = page.NextToken;
  } while (NextToken);
  return false;
}

/** The SDK's enum is older than AWS's list; the service takes any type that it records. */
function typeOf(type: string): ResourceType {
  return type as ResourceType;
}

function readJson(row: string): unknown {
  try {
    return JSON.parse(row);
  } catch {
    return undefined;
  }
}
