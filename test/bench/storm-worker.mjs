// Parts of the storm's benchmark, one after another, in a process of its own: what is imported is imported once.
import { register } from 'tsx/esm/api';

register();
const { play } = await import('./storm-part.ts');
process.on('message', (part) =>
  play(part).then(
    (played) => process.send({ ...played, cpu: process.cpuUsage() }),
    (error) => {
      process.stderr.write(`${error?.stack ?? error}\n`);
      process.exit(1);
    },
  ),
);
process.send('ready');
