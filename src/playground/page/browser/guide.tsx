import { useApp } from './app-context.ts';
import { guideSteps, type Step } from './guide-steps.ts';
import { Icon } from './icons.tsx';

/** The guided first minute: what was tried, what to try next, and a hand with it. */
export function Guide() {
  const { state, workspace, dispatch } = useApp();
  if (!workspace.guided || state.guideClosed) return null;
  const steps = guideSteps(state, workspace);
  const next = steps.find(({ isDone }) => !isDone);
  return (
    <section className="guide" aria-label="What to try">
      <ol>
        {steps.map((step, place) => (
          <li key={step.title} className={step.isDone ? 'done' : step === next ? 'next' : ''}>
            <span className="guide-mark">{step.isDone && <Icon name="tick" />}</span>
            {step.title}
            {step === next && (
              <span className="guide-count">
                {place + 1} of {steps.length}
              </span>
            )}
            {step.isDone && <span className="for-readers"> (done)</span>}
          </li>
        ))}
      </ol>
      <div className="guide-next">
        {next ? (
          <NextStep step={next} />
        ) : (
          <p>
            That was the whole fire. <b>Send an event</b> has more scenes, and takes your own JSON.
          </p>
        )}
      </div>
      <button type="button" className="quiet" onClick={() => dispatch({ kind: 'close-guide' })}>
        <Icon name="close" />
        <span className="for-readers">Close what to try</span>
      </button>
    </section>
  );
}

function NextStep({ step }: { step: Step }) {
  const { dispatch } = useApp();
  const { help } = step;
  return (
    <>
      <p>{step.says}</p>
      {help && (
        <button type="button" className="action primary" onClick={() => help.actions.forEach(dispatch)}>
          {help.label}
        </button>
      )}
    </>
  );
}
