import { describe, expect, it } from 'vitest';
import { main } from '../../src/cli/noroshi.ts';
import { run } from './terminal.ts';

describe('npm run noroshi', () => {
  it('says what there is on --help', async () => {
    const { code, stdout, stderr } = await run(['--help']);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const command of ['preview', 'send', 'trail']) expect(stdout).toMatch(new RegExp(`^  ${command} +\\w`, 'm'));
  });

  it.each(['preview', 'send', 'trail'])('explains %s on --help', async (command) => {
    const { code, stdout, stderr } = await run([command, '--help']);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`noroshi ${command} `);
    expect(stdout).toContain('--');
  });

  it.each([
    [[], 'COMMAND is missing.\nUsage: noroshi COMMAND'],
    [['trial'], 'There is no command trial; did you mean trail?\n'],
    [['constructor'], 'There is no command constructor.\n'],
    [['preview'], 'FILE is missing.\nUsage: noroshi preview FILE'],
    [['preview', 'a', 'b'], 'One FILE at a time, not 2.\n'],
    [['preview', 'a', '--jsn'], 'There is no option --jsn; did you mean --json?\n'],
    [['preview', 'a', '--json=1'], "Option '--json' does not take an argument.\n"],
    [['preview', 'a', '--settings'], "Option '--settings <value>' argument missing.\n"],
    [['send', 'a', '--url', 'nowhere'], 'nowhere is no address of a page.\n'],
  ])('says what is wrong with %j, and how it is right', async (argv, expected) => {
    const { code, stdout, stderr } = await run(argv);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(expected);
    expect(stderr.trimEnd().split('\n')).toHaveLength(2);
  });

  it('says that a bug is one, and where it is only when asked', async () => {
    const said: string[] = [];
    const broken = {
      stdout: {
        write: () => {
          throw new TypeError('out of luck\u001b[2J');
        },
      },
      stderr: { write: (text: string) => said.push(text) },
      readFile: async () => '',
      now: () => 0,
    };

    const codes = [
      await main(['--help'], { ...broken, env: {} }),
      await main(['--help'], { ...broken, env: { NOROSHI_DEBUG: '1' } }),
    ];

    expect(codes).toEqual([1, 1]);
    expect(said[0]).toBe(
      'Something broke: TypeError: out of luck\ufffd[2J\nThis is a bug: NOROSHI_DEBUG=1 shows where it is.\n',
    );
    expect(said[1]).toMatch(/\n +at .*noroshi/);
  });
});
