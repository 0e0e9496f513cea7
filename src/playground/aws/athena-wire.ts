import type { Settings } from '../../core/settings.ts';
import { makeAthena } from './athena.ts';
import { makeAthenaLogs } from './athena-logs.ts';
import { makeRunner } from './athena-run.ts';
import { serveJson } from './json-protocol.ts';
import type { Forward } from './s3.ts';
import type { Service } from './wire-format.ts';

type Parts = Readonly<{
  settings: Settings;
  now: () => number;
  /** Where the logs are, behind their guard. */
  forward: Forward;
  onBug: (error: unknown, requestId: string) => void;
}>;

/** Athena behind its wire; `close` waits for what it is at. */
export function serveAthena({ settings, now, forward, onBug }: Parts): { service: Service; close(): Promise<void> } {
  const runner = makeRunner({ settings, logs: makeAthenaLogs({ settings, forward }) });
  const model = makeAthena({ settings, now, runner, onBug: (error) => onBug(error, 'athena') });
  return { service: serveJson(model, { target: 'AmazonAthena', version: '1.1' }), close: runner.close };
}
