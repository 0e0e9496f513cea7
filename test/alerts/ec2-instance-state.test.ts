import { describe, expect, it } from 'vitest';
import { alertOf } from '../fixtures/alerts.ts';

const kind = 'ec2-instance-state';
const i = (n: number) => `i-0123456789abcdef${n}`;

describe('a change of instances', () => {
  it.each([
    ['stopped-three', `alice stopped 3 instances: ${i(0)}, ${i(1)} and ${i(2)}`],
    ['terminated-many', `bob@example.com terminated 9 instances: ${i(0)}, ${i(1)}, ${i(2)} and 6 more`],
    ['rebooted', `alice rebooted 2 instances: ${i(0)} and ${i(1)}`],
    ['started-by-scaling', `AutoScaling started ${i(0)}`],
    ['launched', `bob@example.com launched 2 instances: worker (${i(0)}) and worker (${i(1)})`],
    ['launch-refused', 'alice tried to launch 5 p5.48xlarge instances but was refused (Client.UnauthorizedOperation)'],
    ['stop-refused', `alice tried to stop ${i(0)} but was refused (Client.UnauthorizedOperation)`],
    ['notified-stopped', `${i(0)} has stopped`],
    ['notified-terminated', `${i(0)} was terminated`],
  ] as const)('of the fixture %s reads as a sentence', (name, title) => {
    expect(alertOf(kind, name).title).toBe(title);
  });

  it('is one alert with every instance', () => {
    expect(alertOf(kind, 'terminated-many').resources.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8].map(i));
  });

  it('tells type, image and key of what was launched', () => {
    expect(alertOf(kind, 'launched').facts).toEqual([
      { label: 'Instance type', value: 't3.micro' },
      { label: 'Image', value: 'ami-0123456789abcdef0' },
      { label: 'Key pair', value: 'ops' },
    ]);
  });

  it('tells the state before and after', () => {
    expect(alertOf(kind, 'started-by-scaling').changes).toEqual([
      { field: `State of ${i(0)}`, before: 'stopped', after: 'pending' },
    ]);
  });
});
