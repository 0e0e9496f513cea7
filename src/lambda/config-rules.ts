import { setTimeout } from 'node:timers/promises';
import { createClients } from '../aws/clients.ts';
import { createRuleAccount } from '../aws/config-evaluations.ts';
import { openRuleSession } from '../aws/rule-session.ts';
import { createLog, withFields } from '../core/log.ts';
import { once } from '../core/once.ts';
import { type EvaluateWorld, evaluate } from '../flows/evaluate.ts';
import { loadSettings, readEnvironment } from '../settings.ts';

const now = Date.now;

const compose = once(async (): Promise<EvaluateWorld> => {
  const environment = readEnvironment(['settings', 'region']);
  const { settings } = await loadSettings({ file: environment.settings });
  // The function stands in the region of the rules that invoke it.
  const clients = createClients({ region: environment.region, stsRegion: settings.security.region, now });
  return {
    settings,
    async openAccount(of) {
      return createRuleAccount({ clients: await openRuleSession({ clients, settings }, of), accountId: of.accountId });
    },
    sound: new Map(),
    log: createLog({ write: (line) => process.stdout.write(line), now, fields: { function: 'config-rules' } }),
    now,
    sleep: (ms) => setTimeout(ms),
  };
});

/** AWS Config asks what a custom rule says of a resource, or of all of them; one function per region answers for all rules. */
export async function handler(event: unknown, { awsRequestId: reference }: Readonly<{ awsRequestId: string }>) {
  const world = await compose();
  const { outcome } = await evaluate(event, { ...world, log: withFields(world.log, { reference }) });
  return { outcome };
}
