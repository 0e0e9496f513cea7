import { parseArn } from '../arn.ts';
import { findAccount, type Settings } from '../settings.ts';
import type { SecurityEvent } from './event.ts';

/**
 * Who brought an event that we have no dealings with: the account that EventBridge says it came from, or that of the topic, if
 * the settings name it nowhere. EventBridge writes the account by itself; what an event says of others is only its word.
 * Regions are not compared: the home region's topic brings the events of all.
 */
export function strangerBehind({ account, topicArn }: SecurityEvent, settings: Settings): string | undefined {
  const known = ['unknown', settings.security.account, settings.bot.account];
  return [account, ownerOf(topicArn)].find((one) => !known.includes(one) && !findAccount(settings, one));
}

function ownerOf(topicArn = ''): string {
  return parseArn(topicArn)?.account || 'unknown';
}
