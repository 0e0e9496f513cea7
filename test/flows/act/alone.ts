import { actAlone, readTransition } from '../../../src/flows/act/auto.ts';
import { setUpActing } from './acting.ts';

type Options = NonNullable<Parameters<typeof setUpActing>[0]>;

/** A rule whose policy says `auto`: `breaks` is a transition to NON_COMPLIANT, handed over as intake does. */
export function setUpAlone(options: Options = {}) {
  const acting = setUpActing({ mode: 'auto', ...options });
  const changes = [{ field: 'Compliance', before: 'COMPLIANT', after: 'NON_COMPLIANT' }];

  /** The rule finds it broken now; what intake puts on the queue. */
  async function breaks(change: Partial<typeof acting.alert> = {}) {
    acting.clock.pass(1_000);
    acting.aws.isBroken = true;
    const sourceAt = acting.clock.now();
    const alert = { ...acting.alert, changes, sourceAt, eventKey: `broken-${sourceAt}`, ...change };
    await acting.store.advanceAlert(alert);
    await acting.store.wantSlot({ owner: `ALERT#${alert.id}`, channel: 'C0SECURITY', name: 'root', lane: 2, want: 1 });
    return { auto: alert.id, sourceAt };
  }
  const tell = async (body: unknown) => {
    const transition = readTransition(body);
    if (!transition) throw new Error('that is no transition');
    await actAlone(transition, acting.world);
  };
  /** Broken, told, and followed until it is over. */
  async function breaksAndRuns(change: Parameters<typeof breaks>[0] = {}) {
    await tell(await breaks(change));
    await acting.deliver(120_000);
    return acting.latest();
  }
  return { ...acting, breaks, tell, breaksAndRuns };
}
