import { describe, expect, it } from 'vitest';
import { guideSteps } from '../../../src/playground/page/browser/guide-steps.ts';
import { reduce } from '../../../src/playground/page/browser/reduce.ts';
import { initialState, type State } from '../../../src/playground/page/browser/state.ts';
import type { Message, Workspace } from '../../../src/playground/page/wire.ts';

const workspace: Workspace = {
  ...{ team: { id: 'T0', name: 'Example' }, app: { id: 'U0APP', name: 'Noroshi' }, groups: [] },
  ...{ commands: [], scenes: [], guided: true, people: [], channels: [] },
};
const alert: Message = {
  ...{ ts: '5.1', channel: 'C0CRITICAL', from: 'U0APP', blocks: [], files: [], alertId: 'a1' },
  text: 'CRITICAL · hana opened SSH on payments-bastion (sg-0a1b2c3d4e5f60718)',
};
const withMessages = (...messages: readonly Message[]): State =>
  reduce(initialState, {
    kind: 'update',
    update: { kind: 'messages', channel: 'C0CRITICAL', messages: [...messages] },
  });

describe('the guide', () => {
  it('says that an alert is on its way until it is there', () => {
    const [before] = guideSteps(initialState, workspace);
    const [after] = guideSteps(withMessages(alert), workspace);

    expect([before?.says, before?.help]).toEqual(['An alert is on its way …', undefined]);
    expect(after?.says).toContain('Somebody opened a security group');
    expect(after?.help?.label).toBe('Type it for me');
  });
});

it('counts what somebody asked, so that the answer is brought into sight', () => {
  expect([...Array(2)].reduce<State>((state) => reduce(state, { kind: 'asked' }), initialState).asked).toBe(2);
});
