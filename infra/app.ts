// The CDK app: `npx cdk synth`, `npm run deploy`. The settings are infra/noroshi.yml, or the file that `-c settings=FILE` or
// NOROSHI_SETTINGS names; `-c relays=REGION,REGION` names regions that the home bus cannot be reached from.
import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { UserError } from '../src/core/errors.ts';
import { remediations } from '../src/remediations/index.ts';
import { rules } from '../src/rules/index.ts';
import { loadSettings, readEnvironment } from '../src/settings.ts';
import { TooLarge } from './definitions/limits.ts';
import { addStacks, NotDeployable } from './stacks.ts';

const starter = fileURLToPath(new URL('./noroshi.yml', import.meta.url));

async function main(): Promise<void> {
  const app = new App();
  const named: unknown = app.node.tryGetContext('settings');
  const relays: unknown = app.node.tryGetContext('relays');
  const file = typeof named === 'string' ? named : (readEnvironment().settings ?? starter);
  const registries = { remediations: remediations.map(({ id }) => id), rules: rules.map(({ id }) => id) };
  const { settings } = await loadSettings({ file, registries });
  addStacks(app, settings, typeof relays === 'string' ? relays.split(',') : []);
  app.synth();
}

try {
  await main();
} catch (error) {
  if (error instanceof UserError) process.stderr.write(`${error.message}\n${error.hint}\n`);
  else if (error instanceof TooLarge || error instanceof NotDeployable) process.stderr.write(`${error.message}\n`);
  else throw error;
  process.exitCode = 1;
}
