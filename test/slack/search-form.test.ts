import type { KnownBlock, ModalView } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { parseJob } from '../../src/core/parse-job.ts';
import { renderSaveForm } from '../../src/slack/render/save-form.ts';
import { renderSearchForm } from '../../src/slack/render/search-modal.ts';
import { someSettings } from '../delivery/settings.ts';
import { clickForm, commandForm, requestTime, signedEvent, team, viewForm } from './signed.ts';
import { testDoor } from './test-door.ts';

const { seen, open } = testDoor();
const alice = { teamId: team, userId: 'U0ALICE', channelId: 'C0ALERTS' };

const typed = (value: string | null) => ({ type: 'plain_text_input', value });
const chosen = (value: string) => ({ type: 'static_select', selected_option: { text: {}, value } });
const nothing = { type: 'static_select', selected_option: null };
const emptyTrail = (change = {}) => signedEvent(commandForm({ command: '/aws-trail', text: ' ', ...change }));

describe('/aws-trail without anything to look for', () => {
  it('opens the form and says nothing else', async () => {
    expect(await open()(emptyTrail())).toMatchObject({ statusCode: 200, body: '' });

    expect(seen.jobs).toEqual([]);
    expect(seen.forms).toMatchObject([{ triggerId: '1.2.abc', view: { callback_id: 'search' } }]);
    expect(JSON.parse(String(seen.forms[0]?.view['private_metadata']))).toEqual({ channelId: 'C0ALERTS' });
    expect(JSON.stringify(seen.forms)).toContain('payments-prod (111122223333)');
  });

  it('says what to type when Slack does not open it in time', async () => {
    const { body } = await open({ formless: true })(emptyTrail());

    expect(body).toContain('did not open the form in time');
    expect(body).toContain('/aws-trail sg-0123456789abcdef0 since:6h');
  });

  it('opens nothing for another workspace', async () => {
    await open()(emptyTrail({ team_id: 'T0STRANGER' }));

    expect(seen.forms).toEqual([]);
  });
});

describe('the button of App Home', () => {
  const press = (change = {}) =>
    clickForm({
      ...{
        channel: undefined,
        message: undefined,
        response_url: undefined,
        container: { type: 'view', view_id: 'V1' },
      },
      view: { id: 'V1', type: 'home', hash: '1.2' },
      actions: [{ type: 'button', block_id: 'b', action_id: 'home_search', value: 'search', action_ts: '1.1' }],
      ...change,
    });

  it('opens the form, whose answer goes to the person’s own messages', async () => {
    await open()(signedEvent(press()));

    expect(seen.forms).toMatchObject([{ triggerId: '1.2.abc', view: { callback_id: 'search' } }]);
    expect(JSON.parse(String(seen.forms[0]?.view['private_metadata']))).toEqual({ channelId: 'U0ALICE' });
  });

  it('opens nothing for another workspace', async () => {
    await open()(signedEvent(press({ team: { id: 'T0STRANGER' } })));

    expect(seen.forms).toEqual([]);
  });
});

describe('the form of a search', () => {
  const filled = {
    ...{ words: typed('a OR <b&c>'), event: typed(null), user: typed(' mallory '), account: chosen('111122223333') },
    ...{ region: nothing, since: typed('6h'), until: typed(null), engine: chosen('auto') },
    verify: { type: 'checkboxes', selected_options: [{ value: 'yes' }] },
  };
  const where = { channelId: 'C0ALERTS', threadTs: '1795192800.000100' };

  it('is handed over as the command that says the same, from where it was opened', async () => {
    const answer = await open()(signedEvent(viewForm(['search', where], filled)));

    expect(answer).toMatchObject({ statusCode: 200, body: '' });
    expect(seen.jobs).toEqual([
      {
        ...{
          kind: 'search',
          key: expect.stringMatching(/^[0-9a-f]{32}$/),
          askedAt: requestTime,
          command: '/aws-trail',
        },
        text: '(a OR &lt;b&amp;c&gt;) user:mallory account:111122223333 since:6h verify:yes',
        asker: { ...alice, threadTs: where.threadTs },
      },
    ]);
    expect(parseJob(JSON.parse(JSON.stringify(seen.jobs[0])))).toEqual(seen.jobs[0]);
  });

  it('stays open with what is wrong beside each field', async () => {
    const { body } = await open()(
      signedEvent(viewForm(['search', where], { ...filled, ip: typed('x'), since: typed('never') })),
    );

    expect(JSON.parse(body)).toEqual({
      response_action: 'errors',
      errors: { ip: expect.stringContaining('192.0.2.10'), since: expect.stringContaining('30m') },
    });
    expect(seen.jobs).toEqual([]);
  });

  it('stays open when it cannot be handed over, and of another workspace', async () => {
    const broken = await open({ broken: true })(signedEvent(viewForm(['search', where], filled)));
    expect(JSON.parse(broken.body).errors.words).toContain('could not be accepted');

    const stranger = { user: { id: 'U0ALICE', team_id: 'T0STRANGER' } };
    const refused = await open()(signedEvent(viewForm(['search', where], filled, stranger)));
    expect(JSON.parse(refused.body).errors.words).toContain('its own workspace');
    expect(seen.jobs).toEqual([]);
  });
});

describe('the button that keeps a search', () => {
  const press = (value = 'key-of-the-job') =>
    clickForm({ actions: [{ type: 'button', block_id: 'b', action_id: 'search_save', value, action_ts: '1.1' }] });
  const where = { jobKey: 'key-of-the-job', channelId: 'C0ALERTS', messageTs: '1795192800.000100' };

  it('asks for a name', async () => {
    await open()(signedEvent(press()));

    expect(seen.forms).toMatchObject([{ view: { callback_id: 'save' } }]);
    expect(JSON.parse(String(seen.forms[0]?.view['private_metadata']))).toEqual(where);
  });

  it('hands the name over', async () => {
    await open()(signedEvent(viewForm(['save', where], { name: typed(' logins  of today ') })));

    expect(seen.jobs).toMatchObject([
      { kind: 'lookup', press: 'save', value: 'key-of-the-job', name: 'logins of today', asker: alice },
    ]);
    expect(parseJob(JSON.parse(JSON.stringify(seen.jobs[0])))).toEqual(seen.jobs[0]);
  });

  it.each(['', '  ', '<b>', 'a:b', '"x"', null])('does not take %j for a name', async (name) => {
    const { body } = await open()(signedEvent(viewForm(['save', where], { name: typed(name) })));

    expect(JSON.parse(body)).toMatchObject({ response_action: 'errors', errors: { name: expect.any(String) } });
    expect(seen.jobs).toEqual([]);
  });
});

describe('the forms', () => {
  const accounts = Array.from({ length: 101 }, (_, at) => ({ id: `${at}`.padStart(12, '0'), name: 'n'.repeat(120) }));
  const forms = [
    renderSearchForm(someSettings(), '{}'),
    renderSearchForm({ accounts, regions: 'enabled' }, '{}'),
    renderSearchForm({ accounts: accounts.slice(0, 100), regions: ['eu-west-1'] }, '{}'),
    renderSaveForm('{}'),
  ];

  it('are modals as Slack describes them', () => {
    for (const form of forms) {
      // Justified: what we send is plain data, held here to the shape that Slack publishes.
      const view = form as unknown as ModalView & { blocks: KnownBlock[] };
      expect(view.title.text.length).toBeLessThanOrEqual(24);
      expect(view.submit?.text.length).toBeLessThanOrEqual(24);
      expect(view.blocks.length).toBeLessThanOrEqual(100);
      const names = view.blocks.map(({ block_id }) => block_id);
      expect(new Set(names).size).toBe(names.length);
      for (const block of view.blocks) {
        if (block.type !== 'input') throw new Error('Only inputs are asked');
        expect(block.label.text.length).toBeLessThanOrEqual(2000);
        expect(block.hint?.text.length ?? 0).toBeLessThanOrEqual(2000);
        const options = 'options' in block.element ? (block.element.options ?? []) : [];
        expect(options.length).toBeLessThanOrEqual(100);
        for (const { text } of options) expect(text.text.length).toBeLessThanOrEqual(75);
      }
    }
  });

  it('let an account be typed where there are more than a select holds', () => {
    expect(JSON.stringify(forms[1])).not.toContain('static_select","options":[{"text":{"type":"plain_text","text":"nn');
    expect(JSON.stringify(forms[2])).toContain('000000000099');
  });
});
