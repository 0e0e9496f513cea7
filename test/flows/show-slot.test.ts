import { describe, expect, it } from 'vitest';
import type { Job } from '../../src/core/job.ts';
import type { Slot } from '../../src/core/ports.ts';
import { showSlot } from '../../src/flows/show-slot.ts';
import { openChannel } from '../delivery/channel.ts';
import { sampleSearch } from '../slack/render/sample-search.ts';
import { anAlert } from '../store/fixtures.ts';

const text = (content: Awaited<ReturnType<typeof showSlot>>) =>
  content && 'message' in content ? JSON.stringify(content.message) : undefined;

function open() {
  const at = openChannel();
  const world = { store: at.store, results: at.results, settings: at.settings, now: at.clock.now };
  const slot = (owner: string, name = 'root', channel = at.own('C0SECURITY')): Slot => ({
    ...{ owner, channel, name, state: 'sending', want: 1, shown: -1, lane: 1 },
  });
  const refuse = async (ref: Slot) => {
    const wanted = await at.store.wantSlot({
      owner: ref.owner,
      channel: ref.channel,
      name: ref.name,
      lane: 1,
      want: 1,
    });
    const claimed = await at.store.claimSlot(wanted, { ulid: wanted.queue ?? '', forMs: 9000 });
    await at.store.recordSlot(claimed!, { state: 'failed' });
  };
  return { ...at, world, slot, refuse, show: (of: Slot) => showSlot(of, world) };
}

const search = (key: string): Job => ({
  ...{ kind: 'search', key, askedAt: 0, command: '/aws-trail', text: 'DeleteTrail' },
  asker: { teamId: 'T1', userId: 'U1', channelId: 'C1' },
});

describe('a slot', () => {
  it('of an alert shows the alert at its newest rev', async () => {
    const { show, store, slot } = open();
    const alert = anAlert({ title: 'the newest' });
    await store.advanceAlert(anAlert({ id: alert.id, sourceAt: 1 }));
    await store.advanceAlert(alert);

    const content = await show(slot(`ALERT#${alert.id}`));

    expect(content?.rev).toBe(2);
    expect(text(content)).toContain('the newest');
  });

  it('of a search shows how far it is, then the answer, and its file', async () => {
    const { show, store, slot, own } = open();
    const key = own('search');
    await store.putJob(search(key));
    expect(await show(slot(`JOB#${key}`))).toBeUndefined();
    await store.updateJob(key, { search: sampleSearch('x').search });
    expect(text(await show(slot(`JOB#${key}`)))).toContain('120 of 3 400 log files');

    const file = { name: 'records.jsonl', title: 'Records', content: '{}' };
    const done = await store.updateJob(key, {
      state: 'done',
      reply: { title: 'One record', sections: [], files: [file] },
    });

    expect(text(await show(slot(`JOB#${key}`)))).toContain('One record');
    expect(await show(slot(`JOB#${key}`, 'file'))).toEqual({ rev: done.rev, file });
  });

  it('is empty when nobody owns it any more', async () => {
    const { show, slot } = open();

    for (const owner of ['ALERT#gone', 'JOB#gone', 'REQ#a/b/c|d|1', 'WHAT#ever']) {
      expect(await show(slot(owner))).toBeUndefined();
    }
  });

  it('says in the operations channel why it is there', async () => {
    const { show, store, slot, refuse, settings, own } = open();
    const alert = anAlert({ title: 'homeless' });
    const owner = `ALERT#${alert.id}`;
    await store.advanceAlert(alert);
    expect(text(await show(slot(owner, 'root', settings.slack.operations)))).not.toContain('does not take messages');

    await refuse(slot(owner));

    const shown = text(await show(slot(owner, 'root', settings.slack.operations)));
    expect(shown).toContain(`The channel ${own('C0SECURITY')} does not take messages from me`);
    expect(shown).toContain('homeless');
  });

  it('never shows an answer in the operations channel that was asked for elsewhere', async () => {
    const { show, store, slot, refuse, settings, own } = open();
    const key = own('search');
    const file = { name: 'records.jsonl', title: 'Records', content: 'secret' };
    await store.putJob(search(key));
    await store.updateJob(key, { state: 'done', reply: { title: 'secret', sections: [], files: [file] } });
    await refuse(slot(`JOB#${key}`));
    await refuse(slot(`JOB#${key}`, 'file'));

    const shown = await show(slot(`JOB#${key}`, 'root', settings.slack.operations));

    expect(text(shown)).toContain('could not be shown');
    expect(text(shown)).not.toContain('secret');
    expect(await show(slot(`JOB#${key}`, 'file', settings.slack.operations))).toBeUndefined();
  });
});
