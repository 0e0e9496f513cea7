import { describe, expect, it } from 'vitest';
import { digestRef } from '../../src/delivery/fold.ts';
import { endedOf, type Late, overtake, waitFor } from '../../src/delivery/late.ts';
import type { Ready } from '../../src/delivery/next.ts';
import type { Sent } from '../../src/delivery/send.ts';
import { openChannel } from './channel.ts';

const ok: Sent = { kind: 'ok' };

/** A call that ends when it is told to, on a timer that runs out at once or never. */
function call() {
  let end: (sent: Sent) => void = () => undefined;
  const going = new Promise<Sent>((resolve) => {
    end = resolve;
  });
  return { going, end: (sent: Sent) => end(sent) };
}
const patienceIsOver = async () => undefined;
const inTime = () => new Promise(() => undefined);

async function open(timer?: (ms: number) => Promise<unknown>) {
  const at = openChannel();
  const channel = at.own('C0SECURITY');
  const slot = await at.store.wantSlot({ owner: 'ALERT#1', channel, name: 'root', lane: 0, want: 1 });
  const row = { sk: `0#${slot.queue}`, ulid: slot.queue ?? '', slot };
  const ready: Ready = { kind: 'send', row, slot };
  const late: Late[] = [];
  const parts = { ...at.posts, ...(timer && { timer }) };
  return {
    ...at,
    channel,
    ready,
    late,
    wait: (going: Promise<Sent>, of = ready) => waitFor(going, of, { late, parts }),
  };
}

describe('a call', () => {
  it('that ends in time is waited for', async () => {
    const at = await open(inTime);

    expect(await at.wait(Promise.resolve(ok))).toEqual(ok);
    expect(at.late).toEqual([]);
  });

  it('that takes long is left behind, and its end is heard of later, once', async () => {
    const at = await open(patienceIsOver);
    const slow = call();

    expect(await at.wait(slow.going)).toBeUndefined();
    expect(endedOf(at.late)).toBeUndefined();

    slow.end(ok);
    await at.late[0]?.ended;
    expect(endedOf(at.late)).toEqual({ ready: at.ready, sent: ok });
    expect(endedOf(at.late)).toBeUndefined();
  });

  it('that takes long and breaks is told in the log, and the others go on', async () => {
    const at = await open(patienceIsOver);
    let breaks: (error: Error) => void = () => undefined;
    const going = new Promise<Sent>((_, reject) => {
      breaks = reject;
    });
    await at.wait(going);

    breaks(new Error('ProvisionedThroughputExceededException'));
    await at.late[0]?.ended;

    expect(endedOf(at.late)).toEqual({ ready: at.ready, sent: { kind: 'next' } });
    expect(at.logged).toContain('A message that was left behind could not be sent');
  });

  it('is waited for when two are left behind already, when there is no timer, and when it is a look into history', async () => {
    const at = await open(patienceIsOver);
    await at.wait(call().going);
    await at.wait(call().going);
    const third = call();
    const waiting = at.wait(third.going);
    third.end(ok);
    expect(await waiting).toEqual(ok);
    expect(at.late).toHaveLength(2);

    const other = await open(patienceIsOver);
    const look = call();
    const looking = other.wait(look.going, { ...other.ready, kind: 'seek' });
    look.end(ok);
    expect(await looking).toEqual(ok);

    const plain = await open();
    expect(await plain.wait(Promise.resolve(ok))).toEqual(ok);
    expect([...other.late, ...plain.late]).toEqual([]);
  });

  it('that got no answer says nothing of Slack when a later one was answered meanwhile', async () => {
    const at = await open(patienceIsOver);
    const [first, second] = [call(), call()];
    await at.wait(first.going);
    overtake(at.late);
    await at.wait(second.going);
    first.end({ kind: 'doubt' });
    second.end({ kind: 'doubt' });
    await Promise.all(at.late.map(({ ended }) => ended));

    expect([endedOf(at.late)?.sent, endedOf(at.late)?.sent]).toEqual([{ kind: 'next' }, { kind: 'doubt' }]);
  });
});

describe('an edit of the digest of critical alerts', () => {
  it('that takes long may be made again at once', async () => {
    const at = await open(patienceIsOver);
    const ref = digestRef('d', at.channel);
    const slot = await at.store.wantSlot({ ...ref, lane: 0, want: 1 });
    const posted = await at.store.claimSlot(slot, { ulid: slot.queue ?? '', forMs: 9000 });
    await at.store.recordSlot(posted ?? slot, { state: 'idle', ts: '1.000001', shown: 1 });
    const wanted = await at.store.wantSlot({ ...ref, lane: 0, want: 2 });
    const claimed = await at.store.claimSlot(wanted, { ulid: wanted.queue ?? '', forMs: 9000 });

    const row = { sk: `0#${wanted.queue}`, ulid: wanted.queue ?? '', slot: wanted };
    await at.wait(call().going, { kind: 'send', row, slot: wanted });

    expect(claimed?.state).toBe('sending');
    expect(await at.store.findSlot(ref)).toMatchObject({ state: 'unknown', checkAt: at.clock.now() });
  });
});
