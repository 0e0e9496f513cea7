import { makeRandom, type Random } from '../../src/playground/random.ts';
import { type Figure, missed, worstOf } from './figure.ts';
import { type Crash, playScene, type SceneName, sceneNames, type Visits } from './r2-scenes.ts';

/** One run: a scene, and who dies in it. */
type Run = Readonly<{ scene: SceneName; crashes: readonly Crash[] }>;
type Failure = Readonly<{ crashes: readonly Crash[]; missed: readonly string[] }>;

type Plan = Readonly<{
  seed: number;
  /** At this share of the points of a scene somebody dies, 0–1. */
  share: number;
  /** In so many runs two die. */
  doubles: number;
  /** Only each `of`th run, beginning with this one: several processes share them. */
  slice?: Readonly<{ at: number; of: number }>;
}>;

/** What crashes came to: every gate that was reached and died at, the runs that broke something, and the worst figures. */
export type Crashes = Readonly<{
  reached: ReadonlySet<string>;
  diedAt: ReadonlySet<string>;
  runs: number;
  failures: readonly Failure[];
  figures: readonly Figure[];
}>;

/** Where a crash of another scene has died at a point already, so large a share dies there again. */
const again = 0.15;

/** Who dies here leaves something that only those who come later can put right, on a way of their own. */
const leadsOn =
  /^src\/(?:delivery\/fold\.ts.*(?:bumpDigest\(id|limit\(\(\) => st)|flows\/notify\/close\.ts.*showAlert\(resolved|flows\/act\/carry-out\.ts.*makePlan\(request)/;

/**
 * One crash at each point that a scene reaches, and where two scenes reach it in both now and then; two crashes at once; and
 * where a crash leads to a point that nobody reaches else, one more there.
 */
export async function crashEverywhere(plan: Plan): Promise<Crashes> {
  const { seed, slice = { at: 0, of: 1 } } = plan;
  const [reached, diedAt] = [new Set<string>(), new Set<string>()];
  const failures: Failure[] = [];
  let worst: readonly Figure[] = [];
  let runs = 0;
  const play = async ({ scene, crashes }: Run): Promise<Visits> => {
    const { visits, died, figures } = await playScene(scene, seed, crashes);
    for (const point of visits.keys()) reached.add(point);
    // After the first of two, the second may not be met any more.
    if (died === crashes.length) for (const { point } of crashes) diedAt.add(point);
    const wrong = [...missed(figures), ...(died < Math.min(1, crashes.length) ? ['nobody died'] : [])];
    if (wrong.length > 0) failures.push({ crashes, missed: wrong });
    worst = worstOf([...worst, ...figures]);
    runs += 1;
    return visits;
  };
  const visited = new Map<SceneName, Visits>();
  for (const scene of sceneNames) visited.set(scene, await play({ scene, crashes: [] }));
  const known = new Set(reached);
  const mine = runsOf(visited, plan).filter((_, n) => n % slice.of === slice.at);
  for (const run of mine) {
    const visits = await play(run);
    for (const point of visits.keys()) {
      if (known.has(point)) continue;
      known.add(point);
      await play({ ...run, crashes: [{ scene: run.scene, point, nth: 1 }, ...run.crashes] });
    }
  }
  return { reached, diedAt, runs, failures, figures: worst };
}

/** Who dies where: the same for the same plan, whichever slice of it. */
function runsOf(visited: ReadonlyMap<SceneName, Visits>, { seed, share, doubles }: Plan): readonly Run[] {
  const random = makeRandom(seed, 'crashes');
  const done = new Set<string>();
  return [...visited].flatMap(([scene, visits]) => {
    const points = [...visits.keys()];
    const singles = points.filter((point) => leadsOn.test(point) || random() < share * (done.has(point) ? again : 1));
    for (const point of singles) done.add(point);
    const pickOne = () => crashAt(points[Math.floor(random() * points.length)] ?? '', { scene, visits, random });
    return [
      ...singles.map((point) => ({ scene, crashes: [crashAt(point, { scene, visits, random })] })),
      ...Array.from({ length: doubles / sceneNames.length }, () => ({ scene, crashes: [pickOne(), pickOne()] })),
    ];
  });
}

/** At any of the times that the point is reached. */
function crashAt(
  point: string,
  { scene, visits, random }: Readonly<{ scene: SceneName; visits: Visits; random: Random }>,
): Crash {
  return { scene, point, nth: 1 + Math.floor(random() * (visits.get(point) ?? 1)) };
}
