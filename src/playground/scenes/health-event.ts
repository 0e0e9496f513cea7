import type { Scene } from './define.ts';
import { bridged, prod } from './events.ts';

/** A kind of event that has no alert type of its own. */
export const healthEvent: Scene = {
  id: 'health-event',
  title: 'An event of a kind without its own alert',
  shows: 'AWS Health warns of maintenance: posted as far as it can be told, because nothing is dropped.',
  events: (at) => [
    bridged(
      { ...prod, source: 'aws.health', detailType: 'AWS Health Event' },
      {
        eventArn: `arn:aws:health:${prod.region}::event/EC2/AWS_EC2_MAINTENANCE_SCHEDULED/EXAMPLE-${at}`,
        service: 'EC2',
        eventTypeCode: 'AWS_EC2_MAINTENANCE_SCHEDULED',
        eventTypeCategory: 'scheduledChange',
        startTime: new Date(at + 86_400_000).toUTCString(),
        eventDescription: [{ language: 'en_US', latestDescription: 'Hardware under an instance will be replaced.' }],
        affectedEntities: [],
      },
      at,
    ),
  ],
};
