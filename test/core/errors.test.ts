import { expect, it } from 'vitest';
import { userError } from '../../src/core/errors.ts';

const hintOf = (why: string) => userError('UNREACHABLE', { what: 'AWS', why }).hint;

it.each([
  'no answer in time',
  'AWS takes no more requests just now',
  'no connection (ECONNRESET)',
  'InternalError: We encountered an internal error.',
  'ServiceUnavailableException: later',
  'HTTP 503',
  'ratelimited',
])('says to try again where that may help: %s', (why) => {
  expect(hintOf(why)).toBe('Nothing was lost; try again in a minute.');
});

it.each([
  ['there are no AWS credentials here', 'Sign in to AWS'],
  ['ExpiredTokenException: The security token included in the request is expired', 'Sign in to AWS'],
  ['access denied: User: x is not authorized to perform: config:SelectAggregateResourceConfig', 'give the right'],
  ['AccessDenied: Access Denied', 'give the right'],
  ['missing_scope', 'give the right'],
  ['token_revoked', 'The token'],
  ['no connection (ECONNREFUSED)', 'AWS_ENDPOINT_URL'],
  ['InvalidAction: The action DescribeRegions is not valid for this web service.', 'mend what AWS names'],
  ['NoSuchBucket: The specified bucket does not exist', 'mend what AWS names'],
])('says what to do where trying again does not help: %s', (why, advice) => {
  expect(hintOf(why)).toContain(advice);
  expect(hintOf(why)).not.toContain('Nothing was lost');
});

it('ends what AWS says with one full stop', () => {
  expect(userError('UNREACHABLE', { what: 'It', why: 'Denied: no.' }).message).toBe(
    'It could not be reached: Denied: no.',
  );
});

it('lets who knows better say what to do', () => {
  expect(userError('UNREACHABLE', { what: 'It', why: 'no answer', advice: 'Start it.' }).hint).toBe('Start it.');
});
