import { mayRemediate } from '../../core/access.ts';
import { userError } from '../../core/errors.ts';
import { type Terms, termsOfCommand } from '../../core/policies.ts';
import type { RemediationRequest } from '../../core/remediation.ts';
import { findAccount } from '../../core/settings.ts';
import { choicesFor } from '../../remediations/index.ts';
import { ask } from './ask.ts';
import { carryOut } from './carry-out.ts';
import type { ActWorld, Deciding } from './world.ts';

/** Tries a request once more: one of its own, on the terms that the settings have by now. */
export async function retry(request: RemediationRequest, press: Deciding, world: ActWorld): Promise<void> {
  await mustHaveRight(request, press, world);
  const { undoes } = request;
  const terms = undoes === undefined ? await termsNow(request, world) : { mode: request.mode, dryRun: false };
  await askAnother(request, { ...terms, ...(undoes !== undefined && { undoes }) }, { press, world });
}

/** Takes back what a request did: one of its own, with everything that a request goes through. */
export async function undo(request: RemediationRequest, press: Deciding, world: ActWorld): Promise<void> {
  await mustHaveRight(request, press, world);
  await askAnother(request, { mode: request.mode, dryRun: false, undoes: request.id }, { press, world });
}

async function askAnother(
  { resource, remediation, input, rule, alertId, channel }: RemediationRequest,
  { mode, dryRun, undoes }: Terms & Readonly<{ undoes?: string }>,
  { press, world }: Readonly<{ press: Deciding; world: ActWorld }>,
): Promise<void> {
  const asked = await ask(
    {
      ...{ resource, remediation, input, dryRun, requestedBy: press.asker.userId, click: press.key },
      // Whoever presses is the one who says yes, also where the policy would not have waited for it.
      ...{ requestedAt: press.askedAt, mode: mode === 'auto' ? 'click' : mode },
      ...(rule !== undefined && { rule }),
      ...(alertId !== undefined && { alertId }),
      ...(channel !== undefined && { channel }),
      ...(undoes !== undefined && { undoes }),
    },
    world,
  );
  await carryOut(asked, world);
}

/** What the settings ask for by now: they may have become stricter since it was asked for first, or not offer it any more. */
async function termsNow(
  { remediation, input, resource, rule, alertId }: RemediationRequest,
  world: ActWorld,
): Promise<Terms> {
  const { settings, store } = world;
  const document = input['document'];
  if (alertId === undefined) {
    const approval = world.findRemediation(remediation)?.approval ?? 'second-person';
    return termsOfCommand({ use: remediation, document, resource, rule }, { settings, approval });
  }
  const state = await store.findAlert(alertId);
  const choice = (state ? choicesFor(state.alert, settings) : []).find(
    (one) => one.remediation.id === remediation && one.subject.input['document'] === document,
  );
  if (!choice) throw userError('STALE_BUTTON');
  return choice;
}

/** Throws NOT_ALLOWED unless whoever presses has the right to this remediation there. */
export async function mustHaveRight(
  { resource: { accountId }, remediation }: RemediationRequest,
  { asker: { userId, teamId } }: Deciding,
  { settings, people }: ActWorld,
): Promise<void> {
  if (await mayRemediate(settings, { userId, teamId, accountId, remediation }, people)) return;
  const name = findAccount(settings, accountId)?.name ?? accountId;
  throw userError('NOT_ALLOWED', { what: `decide on this remediation in ${name}` });
}
