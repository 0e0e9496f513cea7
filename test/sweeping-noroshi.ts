// Run by `running-noroshi.ts` in a process of its own: a quiet playground that sweeps every second, with the settings that it is given.
import { divertStdout } from '../src/playground/function-logs.ts';
import { scenarios } from '../src/playground/scenarios.ts';
import { startPlayground } from '../src/playground/start.ts';

const [settingsFile = ''] = process.argv.slice(2);
const write = process.stdout.write.bind(process.stdout);
divertStdout((text) => process.stderr.write(text));
const { ready } = await startPlayground({
  ...{ port: 0, seed: 1, now: Date.now, scenario: scenarios.quiet },
  ...{ settingsFile, sweepEveryMs: 1_000, told: (text) => process.stderr.write(text) },
});
write(`${JSON.stringify(ready)}\n`);
