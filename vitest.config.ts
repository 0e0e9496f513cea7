import { defineConfig } from 'vitest/config';
import { gates } from './test/simulation/gates.ts';

/** Tests in which a run is stopped at every await of the sources. */
const gated = 'test/simulation/**/*.gated.test.ts';

export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'tests', include: ['test/**/*.test.ts'], exclude: [gated] } },
      { extends: true, plugins: [gates()], test: { name: 'gated', include: [gated] } },
    ],
  },
});
