import { describe, expect, it } from 'vitest';
import { isResponseUrl } from '../../src/slack/response-url.ts';

const slack = 'https://slack.com/api/';
const path = 'commands/T0123456789/1/abc';

const lookAlikes = [
  `http://hooks.slack.com/${path}`,
  `HTTP://hooks.slack.com/${path}`,
  `ftp://hooks.slack.com/${path}`,
  `//hooks.slack.com/${path}`,
  `hooks.slack.com/${path}`,
  `https:hooks.slack.com/${path}`,
  `https:/hooks.slack.com/${path}`,
  `https:///hooks.slack.com/${path}`,
  `https:\\\\hooks.slack.com\\${path}`,
  `https://hooks.slack.com\\@evil.example/${path}`,
  `https://hooks.slack.com:443/${path}`,
  `https://hooks.slack.com:8443/${path}`,
  `https://hooks.slack.com:80/${path}`,
  `https://hooks.slack.com:/${path}`,
  `https://hooks.slack.com./${path}`,
  `https://hooks.slack.com../${path}`,
  `https://.hooks.slack.com/${path}`,
  `https://hooks.slack.com.evil.example/${path}`,
  `https://hooks.slack.com.example/${path}`,
  `https://hooks.slack.comm/${path}`,
  `https://hooks.slack.co/${path}`,
  `https://hooks-slack.com/${path}`,
  `https://hooksslack.com/${path}`,
  `https://hooks.slack-com.example/${path}`,
  `https://hook.slack.com/${path}`,
  `https://a.hooks.slack.com/${path}`,
  `https://slack.com/${path}`,
  `https://www.slack.com/${path}`,
  `https://files.slack.com/${path}`,
  `https://slack-gov.com/${path}`,
  `https://hooks.slack-gov.com:443/${path}`,
  `https://hooks.slack-gov.com.evil.example/${path}`,
  `https://user@hooks.slack.com/${path}`,
  `https://user:pass@hooks.slack.com/${path}`,
  `https://:@hooks.slack.com/${path}`,
  `https://@hooks.slack.com/${path}`,
  `https://hooks.slack.com@evil.example/${path}`,
  `https://hooks.slack.com:x@evil.example/${path}`,
  `https://hooks.slack.com%2f@evil.example/${path}`,
  `https://hooks.slack.com%00.evil.example/${path}`,
  `https://hooks.slack.com%2eevil.example/${path}`,
  `https://hooks%2eslack%2ecom/${path}`,
  `https://hooks.slack.com#@evil.example/${path}`,
  `https://hooks.slack.com?@evil.example/${path}`,
  `https://evil.example/https://hooks.slack.com/${path}`,
  `https://evil.example#https://hooks.slack.com/${path}`,
  `https://evil.example?u=https://hooks.slack.com/${path}`,
  `https://evil.example\\hooks.slack.com/${path}`,
  `https://hooks。slack。com/${path}`,
  `https://hooks.slаck.com/${path}`,
  `https://ｈooks.slack.com/${path}`,
  `https://hooks.slack.com/${path}\u0000`,
  `https://hooks.slack\u00AD.com/${path}`,
  `https://hooks.slack\u200B.com/${path}`,
  `https://hooks.\tslack.com/${path}`,
  `https://hooks.\nslack.com/${path}`,
  ` https://hooks.slack.com/${path}`,
  `https://hooks.slack.com /${path}`,
  `https://hooks.slack.com/${path} `,
  `https://xn--hooks-slack.com/${path}`,
  `https://127.0.0.1/${path}`,
  `http://127.0.0.1:4003/${path}`,
  `https://[::1]/${path}`,
  `https://[::ffff:127.0.0.1]/${path}`,
  `http://169.254.169.254/latest/meta-data/`,
  `https://localhost/${path}`,
  `https://0x7f000001/${path}`,
  `https://hooks.slack.com`,
  `HTTPS://HOOKS.SLACK.COM/${path}`,
  `javascript:alert(1)//hooks.slack.com/`,
  `data:text/plain,https://hooks.slack.com/`,
  `file:///etc/passwd`,
  `https://hooks.slack.com/${'x'.repeat(600)}`,
  'https://',
  'not a url',
  '',
];

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
