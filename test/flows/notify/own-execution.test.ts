import { describe, expect, it } from 'vitest';
import { executionNote, stateNote } from '../../../src/core/own-actor.ts';
import { notify } from '../../../src/flows/notify.ts';
import { automationCall, instanceState } from '../../../src/playground/aws/event-shapes.ts';
import { makeRandom } from '../../../src/playground/random.ts';
import { message, openNotify } from '../notify-world.ts';

const execution = '11111111-2222-4333-8444-555555555555';
const place = { accountId: '111122223333', region: 'eu-west-1' };
const random = makeRandom(1, 'own-execution');

/** What Systems Manager did under the automation role, as EventBridge tells it. */
function stopped(change: Partial<Parameters<typeof automationCall>[0]> = {}) {
  const requestParameters = { instancesSet: { items: [{ instanceId: 'i-0abc' }] }, force: false };
  const at = Date.parse('2026-01-01T10:00:00Z');
  return automationCall(
    { ...place, execution, eventName: 'StopInstances', requestParameters, ...change },
    { at, random },
  );
}

/** The alert that it comes to, while `execution` is ours in the account of `place`. */
async function told(event: ReturnType<typeof stopped>) {
  const { world, store, settle, blocks } = openNotify();
  await store.noteOne(executionNote(place.accountId, execution), 'U0ALICE');
  await notify([message(event)], world);
  await settle();
  return { alert: (await store.listOpenAlerts(10)).map(({ alert }) => alert)[0], shown: blocks.join('\n') };
}

describe('what an automation did', () => {
  it('is one line with the name of whoever asked, where a request of ours started it', async () => {
    const { alert, shown } = await told(stopped());

    expect(alert).toMatchObject({ own: 'U0ALICE', severity: 'info' });
    expect(alert?.title).toBe('Noroshi stopped web-1 (i-0abc)');
    expect(shown).toContain('Noroshi did this for ');
    expect(shown).not.toContain('"type":"actions"');
  });

  it('is whoever the session is named after, until an execution of that id is ours', async () => {
    const { alert, shown } = await told(stopped({ execution: '99999999-2222-4333-8444-555555555555' }));

    expect(alert).toMatchObject({ severity: 'low' });
    expect(alert?.own).toBeUndefined();
    expect(shown).toContain('"type":"actions"');
  });

  const other = (from: string, to: string) => JSON.parse(JSON.stringify(stopped()).replaceAll(from, to));
  it.each([
    ['wears another role', other('noroshi-automation', 'Admin')],
    ['wears the role of another account', other('sts::111122223333', 'sts::444455556666')],
    ['is of another account that has the same id', stopped({ accountId: '444455556666' })],
    ['says more behind the id', other(execution, `${execution}x`)],
    ['was refused', { ...stopped(), detail: { ...stopped().detail, errorCode: 'UnauthorizedOperation' } }],
  ])('is an ordinary alert where it %s', async (_, event) => {
    const { alert } = await told(event);

    expect(alert).toBeDefined();
    expect(alert?.own).toBeUndefined();
  });

  it('stays critical where it is', async () => {
    const event = stopped();
    const stop = {
      eventSource: 'cloudtrail.amazonaws.com',
      eventName: 'StopLogging',
      requestParameters: { name: 'main' },
    };
    const { alert } = await told({ ...event, source: 'aws.cloudtrail', detail: { ...event.detail, ...stop } });

    expect(alert).toMatchObject({ own: 'U0ALICE', severity: 'critical' });
  });
});

describe('a state of an instance', () => {
  const resource = { ...place, id: 'i-0abc' };

  /** The alert of a notification that comes `after` (ms) somebody's request had begun to stop the instance. */
  async function following(after: number, change: Partial<Parameters<typeof instanceState>[0]> = {}) {
    const { world, store, clock } = openNotify();
    await store.noteOne(stateNote(resource, 'stopping'), 'U0ALICE');
    const context = { at: clock.now() + after, random };
    const event = instanceState({ ...place, instanceId: 'i-0abc', state: 'stopping', ...change }, context);
    await notify([message(event)], world);
    return (await store.listOpenAlerts(10)).map(({ alert }) => alert)[0];
  }

  it('that follows from what somebody asked for is told with their name, without a button', async () => {
    expect(await following(2000)).toMatchObject({
      own: 'U0ALICE',
      severity: 'info',
      title: 'web-1 (i-0abc) is stopping',
    });
    expect(await following(14 * 60_000)).toMatchObject({ own: 'U0ALICE' });
  });

  it.each([
    ['comes much later', 16 * 60_000, {}],
    ['came before', -120_000, {}],
    ['is another one', 2000, { state: 'terminated' }],
    ['is of another instance', 2000, { instanceId: 'i-0abd' }],
    ['is of another account', 2000, { accountId: '444455556666' }],
    ['is in another region', 2000, { region: 'us-east-1' }],
  ])('is an ordinary alert where it %s', async (_, after, change) => {
    const alert = await following(after, change);

    expect(alert).toBeDefined();
    expect(alert?.own).toBeUndefined();
  });

  it("leaves somebody else's own call what it is", async () => {
    const { world, store } = openNotify();
    await store.noteOne(stateNote(resource, 'stopping'), 'U0ALICE');
    const event = JSON.parse(JSON.stringify(stopped()).replaceAll('noroshi-automation', 'Admin'));

    await notify([message(event)], world);

    const [state] = await store.listOpenAlerts(10);
    expect(state?.alert).toMatchObject({ severity: 'low' });
    expect(state?.alert.own).toBeUndefined();
  });
});
