import { expect, it } from 'vitest';
import { settingsFileOf } from '../../src/cli/settings-file.ts';
import { instanceStopped } from './events.ts';
import { run } from './terminal.ts';

it('takes the file that is named, else that of the environment', () => {
  expect(settingsFileOf('mine.yml', { NOROSHI_SETTINGS: 'theirs.yml' })).toBe('mine.yml');
  expect(settingsFileOf(undefined, { NOROSHI_SETTINGS: 'theirs.yml' })).toBe('theirs.yml');
});

it.each([
  [['audit', 'verify']],
  [['off']],
  [['on']],
  [['preview', 'event.json']],
  [['redrive']],
  [['regions']],
  [['trail', 'alice']],
])('is infra/noroshi.yml otherwise, for %j', async (argv) => {
  expect(await run(argv, { files: { 'event.json': JSON.stringify(instanceStopped()) } })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('infra/noroshi.yml: the settings cannot be read'),
  });
});
