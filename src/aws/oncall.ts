import type { Log } from '../core/ports.ts';
import type { Settings } from '../core/settings.ts';
import type { Clients } from './clients.ts';

/** SNS cuts nothing itself: a subject is at most 100 characters, and text messages are cut by the carriers. */
const longest = 1000;

/**
 * Tells whoever is on call by the topic `oncall.topic`, on a way that is not Slack; without one only the log says it. Never
 * throws: what is told must not keep anything from going on.
 */
export function createTellOnCall(options: {
  clients: Clients;
  settings: Settings;
  log: Log;
}): (message: string) => Promise<void> {
  const { clients, settings, log } = options;
  return async (message) => {
    const topic = settings.oncall?.topic;
    if (!topic) return log.info('Nobody is on call by the settings', { message });
    try {
      const { PublishCommand } = await import('@aws-sdk/client-sns');
      const [, , , region = ''] = topic.split(':');
      const client = await clients.inRegion(region || clients.region).sns();
      await client.send(
        new PublishCommand({ TopicArn: topic, Subject: 'Noroshi', Message: message.slice(0, longest) }),
      );
    } catch (error) {
      log.error('On-call could not be told', { error: String(error) });
    }
  };
}
