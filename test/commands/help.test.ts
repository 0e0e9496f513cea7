import { describe, expect, it } from 'vitest';
import { help } from '../../src/commands/help.ts';
import { commands } from '../../src/commands/index.ts';
import { createContext } from './context.ts';

describe('/aws-help', () => {
  it('shows every command with its usage and an example', async () => {
    const text = JSON.stringify(await help.answer('', createContext()));

    for (const { name, example } of commands) {
      expect(text).toContain(name);
      expect(text).toContain(example);
    }
  });

  it.each(['trail', 'aws-trail', '/aws-trail'])('explains one, asked for as %s', async (name) => {
    expect(await help.answer(name, createContext())).toMatchObject({
      title: '/aws-trail: Find out who did it, in the CloudTrail logs of every account',
    });
  });

  it('names what there is when asked for what there is not', async () => {
    await expect(help.answer('trial', createContext())).rejects.toMatchObject({ code: 'UNKNOWN_COMMAND' });
  });
});
