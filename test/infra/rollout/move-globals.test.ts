import { describe, expect, it } from 'vitest';
import { fileFor, playing } from './play.ts';

describe('an account that records IAM in another region already', () => {
  it('records it in ours first, then there no more, in one run', async () => {
    const member = '111122223333';
    const regions = ['ap-south-1', 'eu-west-1', 'us-east-1'];
    const { run, estate } = playing(fileFor({ regions }), { quirks: { [member]: { recorder: 'default' } } });
    const here = estate.state().accounts[member]?.regions;
    for (const [region, held] of Object.entries(here ?? {})) {
      const present = held.recorders['default'];
      if (!present) throw new Error('There is no recorder');
      const recordingGroup = { ...present.recorder.recordingGroup, includeGlobalResourceTypes: true };
      held.recorders = { default: { ...present, recorder: { ...present.recorder, recordingGroup } } };
      if (region === 'us-east-1') [held.recorders, held.channels] = [{}, {}];
    }
    const from = estate.calls.length;

    const applied = await run('apply');

    expect(applied.rows.filter(({ state }) => state !== 'same' && state !== 'done')).toEqual([]);
    const puts = estate.calls.slice(from).filter(({ name }) => name === 'config:PutConfigurationRecorder');
    expect(puts.map(({ region }) => region)[0]).toBe('us-east-1');
    expect(puts).toHaveLength(3);
    expect((await run('apply')).writes).toEqual([]);
  });
});
