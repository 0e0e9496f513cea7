import type { Scene } from './define.ts';
import { bridged, prod } from './events.ts';

/** What AWS itself is about to do. */
export const healthEvent: Scene = {
  id: 'health-event',
  title: 'AWS Health: maintenance is coming',
  shows: 'AWS is going to replace hardware under an instance: what, where and when.',
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
