import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { bundleOptions, type Door, doors, settingsInBundle } from '../../infra/bundle.ts';
import { startFrontDoor } from '../../src/playground/front-door.ts';
import { cast } from '../../src/playground/slack/cast.ts';
import { createPeople, type People } from '../../src/playground/slack/person.ts';
import { type SlackStandIn, startSlack } from '../../src/playground/slack/start.ts';
import { environmentOf } from '../../src/playground/start.ts';
import { type Playground, startPlayground } from '../playground/aws/harness.ts';
import { loadPlaygroundSettings } from '../playground/aws/settings.ts';
import { startRowRecorder, type Touched } from './row-recorder.ts';
import { type RunningBundle, runBundle } from './run-bundle.ts';

const installation = {
  botToken: 'xoxb-test',
  signingSecret: 'shh',
  scopes: [
    'chat:write',
    'im:write',
    'users:read',
    'users:read.email',
    'usergroups:read',
    'channels:read',
    'groups:read',
  ],
};
const scopesToLook = ['channels:history', 'groups:history', 'im:history'];

/** The bundles at work, and what they are made of. */
export type Standing = Readonly<{
  playground: Playground;
  slack: SlackStandIn;
  people: People;
  functions: Readonly<Record<Door, RunningBundle>>;
  contents: ReadonlyMap<Door, Metafile>;
  /** What failed behind the function URL. */
  failures: readonly unknown[];
  /** The rows that a function asked for until now. */
  touched: (door: Door) => readonly Touched[];
  close: () => Promise<void>;
}>;

/** Builds every bundle and runs it in a process of its own, with the environment of its stack, before stand-ins of AWS and Slack. */
export async function startBundles(): Promise<Standing> {
  const folder = mkdtempSync(join(tmpdir(), 'noroshi-bundles-'));
  const settings = await loadPlaygroundSettings();
  const contents = new Map<Door, Metafile>();
  const [playground, slack] = await Promise.all([
    startPlayground(),
    startSlack({
      workspace: cast,
      installation: {
        ...{ ...installation, homeTab: true, botEvents: [] },
        scopes: [...installation.scopes, ...scopesToLook],
      },
      now: Date.now,
    }),
    ...doors.map(async (door) => {
      const made = await build({ ...bundleOptions(door, settings), outdir: join(folder, door), metafile: true });
      contents.set(door, made.metafile);
    }),
  ]);
  const environment = environmentOf(playground.aws, {
    slackApiUrl: slack.apiUrl,
    settingsFile: settingsInBundle.NOROSHI_SETTINGS,
  });
  const started = doors.map(async (door) => {
    const rows = await startRowRecorder(playground.aws.endpoint);
    const own = { ...environment, AWS_ENDPOINT_URL_DYNAMODB: rows.url };
    return [door, { rows, run: runBundle(join(folder, door), { environment: own }) }] as const;
  });
  const all = new Map(await Promise.all(started));
  const of = (door: Door) => {
    const one = all.get(door);
    if (!one) throw new Error(`There is no bundle of ${door}`);
    return one;
  };
  const functions = {
    ...{ alerts: of('alerts').run, posts: of('posts').run, slack: of('slack').run, queries: of('queries').run },
    ...{ remediations: of('remediations').run, 'config-rules': of('config-rules').run, sweep: of('sweep').run },
  };
  const failures: unknown[] = [];
  const failed = (error: unknown) => void failures.push(error);
  const door = await startFrontDoor({ name: 'slack', handler: functions.slack.invoke, timeoutMs: 10_000 }, { failed });
  return {
    ...{ playground, slack, functions, contents, failures },
    people: createPeople({ slack, frontDoor: `${door.url}/`, now: Date.now }),
    touched: (name) => of(name).rows.touched(),
    async close() {
      for (const { run, rows } of all.values()) {
        run.end();
        rows.close();
      }
      await door.close();
      await slack.close();
      await playground.aws.close();
      rmSync(folder, { recursive: true });
    },
  };
}
