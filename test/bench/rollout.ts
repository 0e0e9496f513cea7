import { setTimeout as wait } from 'node:timers/promises';
import { fileFor, playing } from '../infra/rollout/play.ts';
import type { Row } from './trail.ts';

/** So long every call takes, in ms. */
const callMs = 50;

const seventeen = [
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2'],
  ...['ca-central-1', 'eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'sa-east-1'],
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2'],
];

/**
 * A full apply over so many accounts in seventeen regions, each call of 50 ms: its wall time beside the sum of its calls. The
 * clock is the machine's own, and AWS its strict model in this process.
 */
export async function* benchRollout({ accounts }: Readonly<{ accounts: number }>): AsyncGenerator<Row> {
  const clock = { now: Date.now, pause: (ms: number) => wait(ms) };
  const { run } = playing(fileFor({ accounts, regions: seventeen }), { callMs, clock });
  const began = performance.now();
  const { code, calls, rows } = await run('apply');
  const wall = (performance.now() - began) / 1000;
  const sum = (calls * callMs) / 1000;
  const failed = rows.filter(({ state }) => state === 'error').length;
  yield { what: 'rows that failed', goal: '≤ 0', measured: failed, isMet: failed === 0 && code === 0 };
  const note = `${accounts} accounts in ${seventeen.length} regions: ${calls} calls of ${callMs} ms, ${Math.round(sum)} s one by one, took ${Math.round(wall)} s`;
  yield { what: 'sum of the calls / wall time', goal: '≥ 15', measured: sum / wall, isMet: sum / wall >= 15, note };
}
