import { describe, expect, it } from 'vitest';
import { signedEvent, viewForm } from './signed.ts';
import { testDoor } from './test-door.ts';

const { seen, open } = testDoor();

const place = { channelId: 'C0ALERTS', messageTs: '1795192800.000100' };
const typed = (value: string) => ({ type: 'plain_text_input', value });
const chosen = (value: string) => ({ type: 'static_select', selected_option: { value } });

const muting = viewForm(['mute', { ...place, alertId: 'alert-1' }], {
  ...{ scope: chosen('same'), span: chosen('8h'), because: typed('load test') },
});
const saving = viewForm(['save', { ...place, jobKey: 'key-of-the-job' }], { name: typed('logins') });
const searching = viewForm(['search', place], { words: typed('hana'), since: chosen('1h') });

describe('a form', () => {
  it.each([
    { does: 'mutes', form: muting, often: 60, input: 'because', seconds: 2 },
    { does: 'saves', form: saving, often: 60, input: 'name', seconds: 2 },
    { does: 'searches', form: searching, often: 20, input: 'words', seconds: 6 },
  ])('that $does is taken from one person so often, and then not for a while', async (one) => {
    const { form, often, input, seconds } = one;
    const door = open();
    for (let turn = 0; turn < often; turn += 1) expect((await door(signedEvent(form))).body).toBe('');

    const { body } = await door(signedEvent(form));

    expect(JSON.parse(body).errors[input]).toContain(`in so short a time. Wait ${seconds} s.`);
    expect(seen.jobs).toHaveLength(often);
  });

  it('that was opened in a thread is answered there', async () => {
    const inThread = viewForm(['search', { ...place, threadTs: '1795192700.000100' }], { words: typed('hana') });

    await open()(signedEvent(inThread));

    expect(seen.jobs).toMatchObject([{ asker: { channelId: 'C0ALERTS', threadTs: '1795192700.000100' } }]);
  });
});
