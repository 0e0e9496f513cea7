import { useContext, useState } from 'react';
import type { Message } from '../../wire.ts';
import { useApp } from '../app-context.ts';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import { Icon } from '../icons.tsx';
import { InHome } from '../in-home.ts';
import { safeUrl } from '../safe-link.ts';
import { send } from '../send.ts';
import type { Deed } from '../state.ts';
import type { Element, Option } from './parse.ts';

type Props = Readonly<{ element: Element; blockId?: string | undefined; message?: Message | undefined }>;
type Doing = Readonly<{ kind: 'idle' | 'working' }> | Readonly<{ kind: 'failed'; why: string }>;

/** A button or a menu: asks first where the app wants it, shows that it is working, and what went wrong. */
export function ElementView({ element, blockId, message }: Props) {
  const [doing, act] = useAct({ element, blockId, message });
  const [asking, ask] = useState<{ option?: Option }>();
  const start = (option?: Option) => {
    const chosen = option ? { option } : {};
    if (element.confirm) ask(chosen);
    else act(option);
  };
  return (
    <div className="element">
      {element.type === 'button' ? (
        <Button element={element} isWorking={doing.kind === 'working'} press={() => start()} />
      ) : (
        <Menu element={element} isWorking={doing.kind === 'working'} choose={start} />
      )}
      {doing.kind === 'failed' && (
        <p className="failed" role="alert">
          <Icon name="warning" /> {doing.why}
        </p>
      )}
      {asking && element.confirm && (
        <ConfirmDialog
          confirm={element.confirm}
          answer={(isYes) => {
            ask(undefined);
            if (isYes) act(asking.option);
          }}
        />
      )}
    </div>
  );
}

/** What of the guided first minute a button does. */
const deeds: Readonly<Record<string, Deed | undefined>> = {
  configuration: 'looked-up',
  who: 'searched',
};

function useAct({ element, blockId, message }: Props): readonly [Doing, (option?: Option) => void] {
  const { state, dispatch } = useApp();
  const isHome = useContext(InHome);
  const [doing, become] = useState<Doing>({ kind: 'idle' });
  const act = async (option?: Option) => {
    if (!(message || isHome) || doing.kind === 'working') return;
    become({ kind: 'working' });
    const pressed = {
      ...{ user: state.user, actionId: element.action_id },
      ...(blockId !== undefined && { blockId }),
    };
    const { problem } = message
      ? await send('click', { ...pressed, channel: message.channel, ts: message.ts, ...(option && { option }) })
      : await send('press', pressed);
    become(problem ? { kind: 'failed', why: whyOf(problem) } : { kind: 'idle' });
    const deed = deeds[element.action_id];
    if (!problem && deed) dispatch({ kind: 'did', deed });
  };
  return [doing, act];
}

type ButtonElement = Extract<Element, { type: 'button' }>;

function Button({ element, isWorking, press }: { element: ButtonElement; isWorking: boolean; press: () => void }) {
  const { text, style = 'default', url, accessibility_label } = element;
  const href = url === undefined ? undefined : safeUrl(url);
  const click = () => {
    if (href) window.open(href, '_blank', 'noopener,noreferrer');
    press();
  };
  return (
    <button
      type="button"
      className={`action ${style}`}
      aria-label={accessibility_label}
      aria-busy={isWorking}
      aria-disabled={isWorking}
      onClick={click}
    >
      <span className="action-words">{text.text}</span>
      {isWorking && <span className="spinner" />}
    </button>
  );
}

type MenuProps = Readonly<{
  element: Exclude<Element, ButtonElement>;
  isWorking: boolean;
  choose: (option: Option) => void;
}>;

function Menu({ element, isWorking, choose }: MenuProps) {
  const { type, placeholder, options, initial_option } = element;
  const [chosen, remember] = useState(initial_option?.value ?? '');
  const label = placeholder?.text ?? (type === 'overflow' ? 'More' : 'Choose');
  const change = (value: string) => {
    const option = options.find((one) => one.value === value);
    // As in Slack, a select goes on showing what was chosen, and a menu closes again.
    if (type === 'static_select') remember(value);
    if (option) choose(option);
  };
  return (
    <select
      className={`action ${type}`}
      aria-label={label}
      aria-busy={isWorking}
      disabled={isWorking}
      value={chosen}
      onChange={(event) => change(event.target.value)}
    >
      <option value="">{type === 'overflow' ? '⋯' : label}</option>
      {options.map(({ text, value }) => (
        <option key={value} value={value}>
          {text.text}
        </option>
      ))}
    </select>
  );
}

/** Slack shows only a sign; here the reason may be read. */
function whyOf(problem: string): string {
  if (problem === 'message_gone') return 'The message has changed meanwhile, and has no such button any more.';
  if (problem === 'dispatch_failed') return 'The front door cannot be reached (dispatch_failed). Try again.';
  if (problem === 'operation_timeout') return 'No answer within 3 seconds (operation_timeout). Try again.';
  return `It did not go through (${problem}). Try again.`;
}
