import type { Stage } from '../stage.ts';
import { changeItem } from '../watched.ts';

/** The account's own recorder, stopped. */
export const stage: Stage = {
  id: 'start-config-recorder',
  set(aws) {
    const type = 'AWS::Config::ConfigurationRecorder';
    const recorder = changeItem(aws, { type, id: 'default' }, { recording: false });
    return { resource: recorder.resource, input: {} };
  },
  remove: (aws, { resource }) => aws.world.remove(resource),
};
