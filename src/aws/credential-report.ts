import { setTimeout } from 'node:timers/promises';
import type { IAMClient } from '@aws-sdk/client-iam';
import { type CredentialRow, readCredentialReport } from '../core/items/credential-report.ts';

/** IAM makes a report in seconds, and keeps one for four hours. */
const attempts = 20;
const pauseMs = 1_000;

/**
 * The account's credential report, made when there is none. Throws when IAM does not get it done in time. Docs: IAM API
 * Reference, GenerateCredentialReport and GetCredentialReport.
 */
export async function loadCredentialReport(
  client: IAMClient,
  sleep: (ms: number) => Promise<unknown> = (ms) => setTimeout(ms),
): Promise<readonly CredentialRow[]> {
  const { GenerateCredentialReportCommand, GetCredentialReportCommand } = await import('@aws-sdk/client-iam');
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const { State } = await client.send(new GenerateCredentialReportCommand({}));
    if (State === 'COMPLETE') {
      const { Content } = await client.send(new GetCredentialReportCommand({}));
      return readCredentialReport(Buffer.from(Content ?? []).toString('utf8'));
    }
    await sleep(pauseMs);
  }
  throw new Error('IAM did not make its credential report in time');
}
