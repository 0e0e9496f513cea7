import type { AthenaClient, QueryExecution, Row } from '@aws-sdk/client-athena';
import { awsReason } from '../core/aws-error.ts';
import { userError } from '../core/errors.ts';
import type { Athena, AthenaProgress } from '../core/search/engine.ts';
import type { Settings } from '../core/settings.ts';
import type { Clients } from './clients.ts';

type Options = Readonly<{ clients: Clients; settings: Settings }>;

type Ask = <Answer>(ask: (client: AthenaClient) => Promise<Answer>) => Promise<Answer>;

/**
 * Athena in the security account, under the log reader's role, in the workgroup of the settings (`trail.athena`), which says
 * where answers are written and how much one statement may scan. Docs: Amazon Athena API Reference.
 */
export function createAthena({ clients, settings }: Options): Athena {
  const { workgroup, database } = settings.trail.athena ?? { workgroup: 'noroshi', database: 'noroshi' };
  const ask: Ask = async (question) => {
    try {
      return await question(await clientOf({ clients, settings }));
    } catch (error) {
      const why = awsReason(error);
      throw why ? userError('UNREACHABLE', { what: 'Athena', why }) : error;
    }
  };
  return {
    async start({ sql, parameters }, token) {
      const { StartQueryExecutionCommand } = await import('@aws-sdk/client-athena');
      const command = new StartQueryExecutionCommand({
        QueryString: sql,
        ClientRequestToken: token,
        WorkGroup: workgroup,
        QueryExecutionContext: { Database: database },
        // An empty list is refused.
        ...(parameters.length > 0 && { ExecutionParameters: [...parameters] }),
      });
      const { QueryExecutionId } = await ask((client) => client.send(command));
      if (!QueryExecutionId) throw new Error('Athena started a statement without an id');
      return QueryExecutionId;
    },
    async poll(QueryExecutionId) {
      const { GetQueryExecutionCommand } = await import('@aws-sdk/client-athena');
      const answer = await ask((client) => client.send(new GetQueryExecutionCommand({ QueryExecutionId })));
      return progressOf(answer.QueryExecution ?? {});
    },
    async stop(QueryExecutionId) {
      const { StopQueryExecutionCommand } = await import('@aws-sdk/client-athena');
      await ask((client) => client.send(new StopQueryExecutionCommand({ QueryExecutionId })));
    },
    rows: (executionId) => readPages(executionId, ask),
  };
}

async function clientOf({ clients, settings }: Options): Promise<AthenaClient> {
  const { trail, security } = settings;
  const role = { roleArn: trail.role, externalId: trail.externalId, sessionName: 'noroshi-trail' };
  return (await clients.assume(role)).inRegion(security.region).athena();
}

const states = {
  QUEUED: 'queued',
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
} as const;

function progressOf({ Status, Statistics }: QueryExecution): Omit<AthenaProgress, 'dollars'> {
  const why = Status?.StateChangeReason ?? Status?.AthenaError?.ErrorMessage;
  return {
    state: states[Status?.State ?? 'QUEUED'],
    scannedBytes: Statistics?.DataScannedInBytes ?? 0,
    seconds: (Statistics?.TotalExecutionTimeInMillis ?? 0) / 1000,
    ...(why !== undefined && { why }),
  };
}

/** A page holds at most 1000 rows; the first row of all is the names of the columns (Athena: GetQueryResults). */
async function* readPages(QueryExecutionId: string, ask: Ask): ReturnType<Athena['rows']> {
  const { GetQueryResultsCommand } = await import('@aws-sdk/client-athena');
  let NextToken: string | undefined;
  let names = 1;
  do {
    const command = new GetQueryResultsCommand({ QueryExecutionId, ...(NextToken && { NextToken }) });
    const answer = await ask((client) => client.send(command));
    yield (answer.ResultSet?.Rows ?? []).slice(names).map(valuesOf);
    names = 0;
    NextToken = answer.NextToken;
  } while (NextToken);
}

/** Where SQL has NULL, a value is missing. */
function valuesOf({ Data = [] }: Row): readonly (string | null)[] {
  return Data.map(({ VarCharValue }) => VarCharValue ?? null);
}
