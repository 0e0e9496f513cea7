import type { Delivery, Outcome } from '../wire.ts';
import { useApp } from './app-context.ts';
import { clockOf } from './time.ts';

/** One delivery: when it was sent, and what each event in it became. */
export function DeliveryView({ delivery }: { delivery: Delivery }) {
  const { at, outcomes } = delivery;
  return (
    <div className="delivery">
      <p className="delivery-head">
        Sent at <time>{clockOf(at)}</time>
      </p>
      {outcomes.map((outcome, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: outcomes have no identity but their place.
        <OutcomeView key={place} outcome={outcome} />
      ))}
    </div>
  );
}

function OutcomeView({ outcome }: { outcome: Outcome }) {
  if (outcome.kind === 'alert') return <AlertOutcome outcome={outcome} />;
  return (
    <p className="outcome rejected">
      No alert: {outcome.why}. It is kept in quarantine, and <Where channel="C0OPERATIONS" /> is told.
    </p>
  );
}

/** Follows the alert to its message, which comes a moment later. */
function AlertOutcome({ outcome }: { outcome: Extract<Outcome, { kind: 'alert' }> }) {
  const { state } = useApp();
  const { alertId, severity, title } = outcome;
  const all = Object.values(state.messages).flat();
  const message = all.find((one) => one.alertId === alertId && one.threadTs === undefined);
  const digest = all.findLast(({ folded }) => folded?.includes(alertId));
  return (
    <p className={`outcome ${severity}`}>
      <span className="severity">{severity}</span> {title}{' '}
      {message ? (
        <Where channel={message.channel} target={message.ts} />
      ) : digest ? (
        <>
          in one message with others: <Where channel={digest.channel} target={digest.ts} />
        </>
      ) : (
        <span className="waiting">delivered …</span>
      )}
    </p>
  );
}

function Where({ channel, target }: { channel: string; target?: string }) {
  const { workspace, dispatch } = useApp();
  const name = workspace.channels.find(({ id }) => id === channel)?.name ?? channel;
  const go = () => {
    dispatch({ kind: 'go', channel, ...(target && { target }) });
    // Where the pane lies over the channel it would hide what it leads to.
    if (window.matchMedia('(max-width: 760px)').matches) dispatch({ kind: 'close-pane' });
  };
  return (
    <button type="button" className="mention" onClick={go}>
      #{name}
    </button>
  );
}
