import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { playing } from '../infra/rollout/play.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('the page of the rollout', () => {
  it('shows what its commands print, one after the other, on the AWS that is served to try them', async () => {
    const world = playing(read('src/playground/estate/noroshi.yml'), {
      quirks: { '444455556666': { recorder: 'default' } },
    });
    const shown = [...read('docs/rollout.md').matchAll(/```\n\$ npm run --silent rollout -- (.*)\n([\s\S]*?)```/g)];
    expect(shown.length).toBe(4);
    for (const [, command = '', output = ''] of shown) {
      if (command === 'plan') await meddle(world);
      expect(output, command).toBe(await world.show(...command.split(' ')));
    }
  });
});

/** What the page says that somebody did. */
async function meddle({ estate }: ReturnType<typeof playing>): Promise<void> {
  const policy = [{ Effect: 'Allow' as const, Action: ['*'], Resource: ['*'] }];
  const administrator = { ...estate.terminal, accountId: '111122223333', policy };
  const ask = (region: string, name: string, input: object) => estate.call(administrator, { region, name, input });
  await ask('us-east-1', 'cloudtrail:StopLogging', { Name: 'noroshi' });
  await ask('eu-west-1', 'events:DisableRule', { Name: 'noroshi-1' }).catch(() =>
    ask('eu-west-1', 'events:PutRule', { Name: 'noroshi-1', EventPattern: '{"source":["aws.ec2"]}', State: 'ENABLED' }),
  );
}
