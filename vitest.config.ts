import { defineConfig } from 'vitest/config';
import { gates } from './test/simulation/gates.ts';

const all = 'test/**/*.test.ts';
/** Tests in which a run is stopped at every await of the sources. */
const gated = 'test/simulation/**/*.gated.test.ts';
/** Tests that leave nothing behind in the process share what is imported, which costs more time than they do themselves. */
const shared = [
  'alerts',
  'core',
  'delivery',
  'enrichers',
  'flows',
  'rules',
  'settings',
  'slack',
  'store',
  'threats',
  'trail',
];
/** These speak with the playground's AWS through clients that no mock has touched. */
const wired = ['infra', 'playground/aws', 'remediations'];

const below = (folders: readonly string[]) => folders.map((folder) => `test/${folder}/**/*.test.ts`);

export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // One more than the cores that it is meant for: the tests of the page wait more than they work.
    maxWorkers: 3,
    projects: [
      { extends: true, test: { name: 'tests', include: [all], exclude: [gated, ...below([...shared, ...wired])] } },
      { extends: true, test: { name: 'shared', include: below(shared), isolate: false } },
      { extends: true, test: { name: 'wired', include: below(wired), isolate: false } },
      { extends: true, plugins: [gates()], test: { name: 'gated', include: [gated] } },
    ],
  },
});
