import { describe, expect, it } from 'vitest';
import { isResponseUrl } from '../../src/slack/response-url.ts';
import { lookAlikes, path } from './look-alikes.ts';

const slack = 'https://slack.com/api/';

describe('a response URL', () => {
  it.each([
    `https://hooks.slack.com/${path}`,
    'https://hooks.slack.com/actions/T0/1/a?x=1',
    `https://hooks.slack-gov.com/${path}`,
  ])('is taken when it is %s', (url) => {
    expect(isResponseUrl(url, slack)).toBe(true);
  });

  it.each(lookAlikes.map((url) => [JSON.stringify(url).slice(0, 90), url]))('is refused when it is %s', (_, url) => {
    expect(isResponseUrl(url, slack)).toBe(false);
  });

  it('has at least sixty look-alikes to refuse', () => {
    expect(new Set(lookAlikes).size).toBeGreaterThanOrEqual(60);
  });

  it.each(
    lookAlikes
      .filter((url) => !url.startsWith('http://127.0.0.1:4003/'))
      .map((url) => [JSON.stringify(url).slice(0, 90), url]),
  )('is refused beside a stand-in when it is %s', (_, url) => {
    expect(isResponseUrl(url, 'http://127.0.0.1:4003/api/')).toBe(false);
  });

  it('of a stand-in is taken only while that stand-in is in use', () => {
    expect(isResponseUrl('http://127.0.0.1:4003/commands/1', 'http://127.0.0.1:4003/api')).toBe(true);
    expect(isResponseUrl('http://127.0.0.1:4004/commands/1', 'http://127.0.0.1:4003/api')).toBe(false);
    expect(isResponseUrl('http://127.0.0.1:4003/commands/1', slack)).toBe(false);
    expect(isResponseUrl('https://slack.com/commands/1', slack)).toBe(false);
    expect(isResponseUrl('https://slack-gov.com/commands/1', 'https://slack-gov.com/api/')).toBe(false);
  });
});
