import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLog, withFields } from '../../src/core/log.ts';
import { createPeople } from '../../src/slack/people.ts';
import { anyCharacter } from '../fixtures/any-character.ts';
import { hostile } from '../fixtures/hostile.ts';
import { clickForm, commandForm, signedEvent } from '../slack/signed.ts';
import { testDoor } from '../slack/test-door.ts';

const at = Date.parse('2026-11-20T03:14:00Z');
/** What a terminal or a log viewer obeys: controls, line separators, marks that turn the direction of text around. */
const obeyed = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;

/** Each line as a reader of the log sees it; fails on what is more than one line of JSON. */
function read(written: readonly string[]): readonly Readonly<Record<string, unknown>>[] {
  return written.map((line) => {
    expect(line.endsWith('\n')).toBe(true);
    const body = line.slice(0, -1);
    expect(obeyed.test(body) ? body : '').toBe('');
    return JSON.parse(body);
  });
}

function openLog() {
  const written: string[] = [];
  return {
    written,
    log: createLog({ write: (line) => void written.push(line), now: () => at, fields: { function: 'test' } }),
  };
}

const text = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: anyCharacter, maxLength: 300 }));
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.double(),
    fc.bigInt(),
    fc.constant(undefined),
    fc.date(),
    text.map((message) => new Error(message)),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(text, tie('any'), { maxKeys: 4 }),
  ),
})).any;

describe('threat 17: words that would be more than words in the log', () => {
  it.each(hostile.map((payload) => [JSON.stringify(payload).slice(0, 60), payload]))(
    'are one line of JSON, and say what they said, as %s',
    (_, payload) => {
      const { written, log } = openLog();

      log.info('A message failed', { error: payload, [payload]: payload });
      withFields(log, { request: payload }).error('A message failed', { error: new Error(payload) });
      log.warn(payload);

      const [first] = read(written);
      expect(written).toHaveLength(3);
      expect(first).toMatchObject({ time: '2026-11-20T03:14:00.000Z', level: 'info', function: 'test' });
    },
  );

  it('are one line of JSON whatever stands where, and no field passes for the entry’s own', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('info', 'warn', 'error'),
        fc.dictionary(text, value, { maxKeys: 6 }),
        (level, fields) => {
          const { written, log } = openLog();

          log[level]('A message failed', { ...fields, level: 'forged', time: 'forged', message: 'forged' });

          expect(read(written)).toMatchObject([
            { level, message: 'A message failed', time: '2026-11-20T03:14:00.000Z' },
          ]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('survive a thing that holds itself or throws when it is looked at', () => {
    const { written, log } = openLog();
    const round: Record<string, unknown> = { name: 'round' };
    round['self'] = round;
    const sore = {
      get error(): string {
        throw new Error('no');
      },
    };

    log.error('A message failed', round);
    log.error('A message failed', { sore });

    expect(read(written)).toHaveLength(2);
  });
});

describe('threat 17: what people send us', () => {
  const { seen, open } = testDoor();

  it('is not in the log of the front door, whatever becomes of it', async () => {
    const marked = 'canary-in-the-body';
    const requests = [
      signedEvent(commandForm({ text: marked, team_id: 'T0STRANGER' })),
      signedEvent(commandForm({ text: marked, channel_id: `${marked}\n{"level":"error"}` })),
      signedEvent(clickForm({ team: { id: 'T0STRANGER' }, actions: [{ action_id: 'remediate', value: marked }] })),
      signedEvent(clickForm({ user: { id: `U0\n${marked}` } })),
      { ...signedEvent(commandForm({ text: marked })), headers: { 'x-slack-signature': marked } },
      signedEvent(`payload=${marked}`),
    ];

    for (const request of requests) {
      await open({ broken: true })(request);
      expect(seen.lines.join()).not.toContain(marked);
      for (const line of seen.lines) expect(() => JSON.parse(line)).not.toThrow();
    }
  });

  it('is not in the log when Slack cannot be asked about people', async () => {
    const { written, log } = openLog();
    const people = createPeople({
      ...{ loadToken: async () => 'xoxb-canary', apiUrl: 'http://127.0.0.1:1/api/', log, now: () => at },
    });

    await expect(people.findPerson('U0ALICE')).rejects.toThrow('Slack could not be reached');

    read(written);
    expect(written.join()).not.toContain('canary');
  });
});
