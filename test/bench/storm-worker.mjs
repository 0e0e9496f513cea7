// One part of the storm's benchmark in a process of its own: heap and speed of one do not touch the others.
import { register } from 'tsx/esm/api';

register();
const { play } = await import('./storm-part.ts');
process.send(await play(JSON.parse(process.argv[2] ?? '{}')), () => process.exit(0));
