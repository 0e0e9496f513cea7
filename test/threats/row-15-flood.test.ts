import { describe, expect, it } from 'vitest';
import { createLoadSlackSecret } from '../../src/aws/secrets.ts';
import { createSignedPost } from '../../src/aws/signed-post.ts';
import { createAllowance } from '../../src/slack/allowance.ts';
import { createFrontDoor } from '../../src/slack/front-door.ts';
import { someSettings } from '../delivery/settings.ts';
import { clickForm, commandForm, requestTime, secret, signedEvent, team } from '../slack/signed.ts';
import { testDoor } from '../slack/test-door.ts';

const { seen, open } = testDoor();
const large = 256 * 1024 + 1;

describe('threat 15: a flood at our public URL', () => {
  it.each([
    ['of plain bytes', signedEvent('x'.repeat(large))],
    ['in base64', signedEvent('x'.repeat(large), { base64: true })],
    ['of letters that are several bytes', signedEvent('狼'.repeat(large / 3 + 1))],
    ['of far more than that', signedEvent('x'.repeat(6_000_000))],
  ])('is refused before anything is hashed, loaded or published: a body %s', async (_, event) => {
    expect(await open()(event)).toMatchObject({ statusCode: 413, body: '' });
    expect(seen).toMatchObject({ secretsLoaded: 0, jobs: [] });
  });

  it('takes a body of just that size', async () => {
    const form = `${commandForm()}&padding=`;
    const event = signedEvent(form + 'x'.repeat(256 * 1024 - form.length));

    expect((await open()(event)).statusCode).toBe(200);
  });

  it('costs one look at the secret, however many requests only look as if they were signed', async () => {
    const asked: string[] = [];
    const post = async ({ service }: { service: string }) => {
      asked.push(service);
      return JSON.stringify({ SecretString: JSON.stringify({ botToken: 'xoxb-x', signingSecret: secret }) });
    };
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const door = createFrontDoor({
      ...{ team, settings: someSettings(), log, now: () => requestTime, publish: async () => void asked.push('sns') },
      loadSecrets: createLoadSlackSecret({ post, secretId: 'noroshi/slack', now: () => requestTime }),
    });
    const forged = signedEvent(commandForm(), { key: 'not the secret' });
    const shapeless = signedEvent(commandForm(), { headers: { 'x-slack-signature': 'v0=1' } });

    const answers = [];
    for (let count = 0; count < 500; count += 1) answers.push(await door(forged), await door(shapeless));

    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([401]));
    expect(asked).toEqual(['secretsmanager']);
  });

  it('of commands by one person is held down, told to that person, and does not touch others', async () => {
    const door = open();
    const command = (user_id: string) => door(signedEvent(commandForm({ user_id })));

    const answers = [];
    for (let count = 0; count < 25; count += 1) answers.push((await command('U0ALICE')).body);

    expect(seen.jobs).toHaveLength(20);
    expect(answers.filter((body) => body.includes('Wait 6 seconds'))).toHaveLength(5);
    await command('U0BOB');
    expect(seen.jobs).toHaveLength(21);
    seen.now += 6_000;
    await command('U0ALICE');
    await command('U0ALICE');
    expect(seen.jobs).toHaveLength(22);
  });

  it('of presses by one person is held down as well', async () => {
    const door = open();

    for (let count = 0; count < 70; count += 1) await door(signedEvent(clickForm()));

    expect(seen.jobs).toHaveLength(60);
  });

  it('of people makes us remember so many only', () => {
    const take = createAllowance({ burst: 1, perMinute: 1, now: () => 0 });
    for (let person = 0; person < 5_000; person += 1) expect(take(`U${person}`)).toBe(0);

    expect(take('U4999')).toBe(60);
    expect(take('U0')).toBe(0);
  });

  it('does not keep a call to AWS waiting longer than Slack waits', async () => {
    const identity = { accessKeyId: 'a', secretAccessKey: 'b', endpoints: { sns: 'http://127.0.0.1:9' } };
    const post = createSignedPost({ region: 'eu-west-1', identity, now: () => 0 });
    const began = performance.now();

    await expect(post({ service: 'sns', headers: {}, body: '' })).rejects.toThrow('sns answered nothing');

    expect(performance.now() - began).toBeLessThan(2_500);
  });
});
