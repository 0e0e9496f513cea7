import { scene } from '../seed-scene.ts';
import type { Scene } from './define.ts';
import { apiCall, dev } from './events.ts';

const { id: instanceId, name, instanceType } = scene.oversizedInstance;
const imageId = scene.approvedImageId;
const tags = { items: [{ key: 'Name', value: name }] };

/** Nobody sends the alert: AWS Config records the instance, asks the custom rule's function, and tells what it said. */
export const wrongInstanceType: Scene = {
  id: 'wrong-instance-type',
  title: 'Instance of a type that is not allowed',
  shows: `Somebody launches ${name} as ${instanceType}; our own rule desired-instance-type says no, and a button resizes it.`,
  events: (at) => [
    apiCall(
      {
        ...dev,
        service: 'ec2',
        eventName: 'RunInstances',
        person: scene.person.email,
        address: scene.person.address,
        requestParameters: {
          instancesSet: { items: [{ imageId, minCount: 1, maxCount: 1 }] },
          instanceType,
          tagSpecificationSet: { items: [{ resourceType: 'instance', tags: tags.items }] },
        },
        responseElements: {
          reservationId: 'r-0123456789abcdef0',
          ownerId: scene.dev,
          instancesSet: {
            items: [
              {
                ...{ instanceId, imageId, instanceType, tagSet: tags },
                instanceState: { code: 0, name: 'pending' },
                placement: { availabilityZone: `${scene.region}a`, tenancy: 'default' },
              },
            ],
          },
        },
      },
      at,
    ),
  ],
};
