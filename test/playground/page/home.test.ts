import { describe, expect, it } from 'vitest';
import { readMessageLink } from '../../../src/playground/page/browser/message-link.ts';
import { type Action, reduce } from '../../../src/playground/page/browser/reduce.ts';
import { initialState, isAtHome, type State, unreadIn } from '../../../src/playground/page/browser/state.ts';
import type { Message, Workspace } from '../../../src/playground/page/wire.ts';
import { hostile } from '../../fixtures/hostile.ts';

const person = (id: string) => ({ id, name: id, realName: id, role: 'may look up' });
const channel = (id: string, dm?: string) => ({ id, name: id, topic: '', ...(dm !== undefined && { dm }) });
const workspace: Workspace = {
  ...{
    team: { id: 'T0', name: 'Example' },
    app: { id: 'U0APP', name: 'Noroshi' },
    groups: [],
    commands: [],
    scenes: [],
  },
  people: [person('U0ALICE'), person('U0BOB'), person('U0SAM')],
  channels: [channel('C0SECURITY'), channel('D0ALICE', 'U0ALICE'), channel('D0BOB', 'U0BOB')],
  guided: false,
};

function shownAfter(...actions: readonly Action[]): State {
  return actions.reduce(reduce, reduce(initialState, { kind: 'update', update: { kind: 'hello', workspace } }));
}

describe('the Home tab on the page', () => {
  const toHome: readonly Action[] = [
    { kind: 'go', channel: 'D0ALICE' },
    { kind: 'tab', tab: 'home' },
  ];

  it('is a tab of the app’s own channel alone', () => {
    expect(isAtHome(shownAfter({ kind: 'tab', tab: 'home' }))).toBe(false);
    expect(isAtHome(shownAfter(...toHome))).toBe(true);
    expect(isAtHome(shownAfter(...toHome, { kind: 'go', channel: 'D0ALICE', target: '1.1' }))).toBe(false);
  });

  it('shows each person their own', () => {
    const blocks = [{ type: 'divider' }];
    const home = { kind: 'update', update: { kind: 'home', user: 'U0BOB', blocks } } as const;
    const bob = shownAfter(...toHome, home, { kind: 'act-as', user: 'U0BOB' });

    expect(bob).toMatchObject({ channel: 'D0BOB', tab: 'home', homes: { U0BOB: blocks } });
    expect(bob.homes).not.toHaveProperty('U0ALICE');
    expect(shownAfter(...toHome, { kind: 'act-as', user: 'U0SAM' })).toMatchObject({ channel: 'C0SECURITY' });
  });

  it('leaves unread what stands at the other tab', () => {
    const message: Message = {
      ...{ ts: '5.1', channel: 'D0ALICE', from: 'U0APP', text: 'found', blocks: [], files: [] },
    };
    const update = (messages: Message[]) =>
      ({ kind: 'update', update: { kind: 'messages', channel: 'D0ALICE', messages } }) as const;
    const home = shownAfter(update([]), ...toHome, update([message]));

    expect(unreadIn(home, 'D0ALICE')).toBe(1);
    expect(unreadIn(reduce(home, { kind: 'tab', tab: 'messages' }), 'D0ALICE')).toBe(0);
  });
});

describe('a link to a message', () => {
  it.each([
    [
      'https://example.slack.com/archives/C0SECURITY/p1795192800000100',
      { channel: 'C0SECURITY', ts: '1795192800.000100' },
    ],
    [
      'http://127.0.0.1:4003/archives/C0SECURITY/p1795192800000100?thread_ts=1795192700.000100&cid=C0SECURITY',
      { channel: 'C0SECURITY', ts: '1795192800.000100', thread: '1795192700.000100' },
    ],
    ['https://example.com/archives/C0SECURITY', undefined],
    ['https://example.com/?x=/archives/C0SECURITY/p1795192800000100', undefined],
  ])('%s leads to %j', (url, place) => {
    expect(readMessageLink(url)).toEqual(place);
  });

  it('is nothing that is none', () => {
    expect(hostile.filter((url) => readMessageLink(url))).toEqual([]);
  });
});
