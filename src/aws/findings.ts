import { awsReason } from '../core/aws-error.ts';
import { userError } from '../core/errors.ts';
import type { Sources } from '../core/ports.ts';
import type { Settings } from '../core/settings.ts';
import type { Clients } from './clients.ts';
import { readerOf } from './reader.ts';

/** GetFindings takes 50 ids at a time. Docs: GuardDuty API Reference. */
const pageSize = 50;
const mostPages = 100;

/**
 * GuardDuty's findings in a region that were updated since a time (ms), archived ones too, read in the security account, where
 * those of all members are. None where GuardDuty is off. Throws UNREACHABLE.
 */
export function createListFindings(options: { clients: Clients; settings: Settings }): Sources['listFindingsSince'] {
  return async (region, since) => {
    try {
      const { GetFindingsCommand, ListDetectorsCommand, ListFindingsCommand } = await import(
        '@aws-sdk/client-guardduty'
      );
      const client = await (await readerOf(options)).inRegion(region).guardduty();
      const { DetectorIds = [] } = await client.send(new ListDetectorsCommand({}));
      const [DetectorId] = DetectorIds;
      if (!DetectorId) return [];
      const findings: object[] = [];
      let token: string | undefined;
      for (let page = 0; page < mostPages; page += 1) {
        const listed = await client.send(
          new ListFindingsCommand({
            DetectorId,
            FindingCriteria: { Criterion: { updatedAt: { GreaterThanOrEqual: Math.max(0, since) } } },
            MaxResults: pageSize,
            ...(token && { NextToken: token }),
          }),
        );
        const FindingIds = listed.FindingIds ?? [];
        if (FindingIds.length > 0) {
          const got = await client.send(new GetFindingsCommand({ DetectorId, FindingIds }));
          findings.push(...(got.Findings ?? []));
        }
        token = listed.NextToken || undefined;
        if (!token) break;
      }
      return findings;
    } catch (error) {
      const why = awsReason(error);
      if (why) throw userError('UNREACHABLE', { what: `GuardDuty in ${region}`, why });
      throw error;
    }
  };
}
