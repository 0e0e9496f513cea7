import { defineConfig } from 'vitest/config';
import { gates } from './test/simulation/gates.ts';

const all = 'test/**/*.test.ts';
/** Tests in which a run is stopped at every await of the sources. */
const gated = 'test/simulation/**/*.gated.test.ts';
/** What Lambda gets; `npm test` runs it on Lambda's Node alone where that is there. */
const lambda = 'test/{bundles,lambda}/**/*.test.ts';
/** Tests that leave nothing behind in the process share what is imported, which costs more time than they do themselves. */
const shared = [
  'test/{alerts,core,delivery,enrichers,flows,rules,settings,slack,store,threats,trail}/**/*.test.ts',
  'test/playground/{pump,scenes,slack,slack-home,slack-people,slack-users}.test.ts',
  'test/playground/page/*.test.ts',
  'test/{manifest,operations,readme,settings}.test.ts',
];
/** What is shown in a browser; these come first, since of one group the projects begin in the order of their names. */
const browser = ['test/browser/**/*.test.ts'];
/** Simulations share what they import too, but for the one that watches the heap. */
const simulated = ['test/simulation/!(r8-soak|*.gated).test.ts'];
/** These speak with the playground's AWS through clients that no mock has touched. */
const wired = [
  'test/{infra,remediations}/**/*.test.ts',
  'test/playground/{aws,estate}/*.test.ts',
  'test/aws/audit.test.ts',
  'test/cli/evaluate.test.ts',
  'test/commands/look-ups.test.ts',
  'test/contracts/remediations.test.ts',
  'test/docs/rollout.test.ts',
  'test/threats/row-06-session-stronger-than-action.test.ts',
];
/** These mock AWS's clients, each those that it works with, or need none; the one that watches a client's calls needs it whole. */
const mocked = ['test/{cli,commands,contracts,docs}/*.test.ts', 'test/aws/!(calls).test.ts'];

/** Two more workers than the cores that this is meant for, since the tests of the page wait more than they work. */
const first = { maxWorkers: 4, sequence: { groupOrder: 0 } };
/** Each worker imports what these share once. */
const then = { maxWorkers: 2, sequence: { groupOrder: 1 }, isolate: false };

export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Sources are compiled once for all projects and both Nodes, and kept by what is in them.
    experimental: { fsModuleCache: true },
    projects: [
      { extends: true, test: { ...first, name: 'browser', include: browser } },
      // What the gates make of a source hangs on the gates as well.
      {
        extends: true,
        plugins: [gates()],
        test: { ...first, name: 'gated', include: [gated], experimental: { fsModuleCache: false } },
      },
      { extends: true, test: { ...first, name: 'lambda', include: [lambda] } },
      {
        extends: true,
        test: {
          ...{ ...first, name: 'single', include: [all] },
          exclude: [gated, lambda, ...browser, ...mocked, ...shared, ...simulated, ...wired],
        },
      },
      { extends: true, test: { ...first, name: 'simulated', include: simulated, isolate: false } },
      { extends: true, test: { ...then, name: 'mocked', include: mocked, exclude: wired } },
      { extends: true, test: { ...then, name: 'shared', include: shared, exclude: wired } },
      { extends: true, test: { ...then, name: 'wired', include: wired } },
    ],
  },
});
