import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { exportsOf } from '../../src/cli/exports.ts';

it('makes a shell mean this AWS and these settings, whatever the folder is called', () => {
  const aws = { endpoint: 'http://127.0.0.1:4003', region: 'eu-west-1', accessKeyId: 'ASIA1', secretAccessKey: 's/+3' };

  for (const settings of ['/a/noroshi.yml', "/home/o'neil/my work/$HOME.yml"]) {
    const script = [...exportsOf(aws, settings), 'printf "%s " "$AWS_ENDPOINT_URL" "$AWS_REGION" "$AWS_ACCESS_KEY_ID"'];
    const shown = execFileSync('sh', [
      '-c',
      [...script, 'printf %s "$AWS_SECRET_ACCESS_KEY $NOROSHI_SETTINGS"'].join('\n'),
    ]);

    expect(shown.toString()).toBe(`http://127.0.0.1:4003 eu-west-1 ASIA1 s/+3 ${settings}`);
  }
});
