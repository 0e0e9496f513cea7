import { describe, expect, it } from 'vitest';
import { alerts } from '../../src/commands/alerts.ts';
import type { AuditQuestion, ReadAudit } from '../../src/core/audit/read.ts';
import type { AuditEntry } from '../../src/core/audit.ts';
import { askedAt, createContext } from './context.ts';

const day = 86_400_000;

const entry: AuditEntry = {
  ...{ id: 'approved', kind: 'decision', at: askedAt - 60_000, by: 'U0BOB', what: 'approved the plan of U0ALICE' },
  ...{ accountId: '111122223333', resource: 'sg-0123456789abcdef0', requestId: 'sg-1|revoke-security-group-rule|1' },
};

function setUp(entries: readonly AuditEntry[], more = false) {
  const asked: AuditQuestion[] = [];
  const readAudit: ReadAudit = async (question) => {
    asked.push(question);
    return { entries, more };
  };
  return { asked, ask: (text: string) => alerts.answer(text, createContext({ readAudit })) };
}

describe('/aws-alerts audit', () => {
  it('tells who did what when, newest first as it is read', async () => {
    const { ask, asked } = setUp([entry]);

    const reply = await ask('audit');

    expect(asked).toEqual([{ since: askedAt - 7 * day, limit: 20 }]);
    expect(reply.title).toBe('What was asked for, decided and done since 2026-11-13 16:40 UTC');
    expect(reply.sections).toEqual([
      {
        kind: 'list',
        items: [
          {
            ...{ lead: 'Decided', body: 'approved the plan of U0ALICE', at: askedAt - 60_000 },
            meta: expect.stringMatching(/^by U0BOB · sg-0123456789abcdef0 · .+ · sg-1\|revoke-security-group-rule\|1$/),
          },
        ],
      },
    ]);
  });

  it('asks about a request, a resource or a person, since when it was told', async () => {
    const { ask, asked } = setUp([entry], true);

    const reply = await ask('AUDIT <@U0BOB> since:2d');

    expect(asked).toEqual([{ since: askedAt - 2 * day, limit: 20, term: 'U0BOB' }]);
    expect(reply.sections).toHaveLength(2);
  });

  it('says so when there is nothing', async () => {
    const reply = await setUp([]).ask('audit sg-2');

    expect(reply.title).toContain('No remediation was asked for about “sg-2” since');
  });

  it.each([
    ['adit', 'did you mean “audit”?'],
    ['audit account:payments-prod', 'write the name alone: audit payments-prod'],
    ['everything', 'there is list, ack, mute, mutes, unmute, audit, storm.'],
    ['constructor', 'there is list, ack'],
  ])('says what it can do to %j', async (text, problem) => {
    await expect(setUp([]).ask(text)).rejects.toMatchObject({
      code: 'BAD_ARGUMENT',
      message: expect.stringContaining(problem),
    });
  });

  it('is for those who may look things up', () => {
    expect(alerts.access).toBe('investigators');
  });
});
