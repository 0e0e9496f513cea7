import type { Confirm } from './blocks/parse.ts';
import { Text } from './blocks/text.tsx';
import { Icon } from './icons.tsx';
import { useDialog } from './use-dialog.ts';

/** Asks before something is done; Esc is no. */
export function ConfirmDialog({ confirm, answer }: { confirm: Confirm; answer: (isYes: boolean) => void }) {
  const dialog = useDialog();
  return (
    <dialog className="dialog" ref={dialog} aria-labelledby="confirm-title" onCancel={() => answer(false)}>
      <header className="dialog-head">
        <h2 id="confirm-title">{confirm.title.text}</h2>
        <button type="button" className="quiet" onClick={() => answer(false)}>
          <Icon name="close" />
          <span className="for-readers">Close</span>
        </button>
      </header>
      <div className="dialog-body">
        <Text of={confirm.text} />
      </div>
      <footer className="dialog-foot">
        <button type="button" className="action default" onClick={() => answer(false)}>
          {confirm.deny.text}
        </button>
        <button type="button" className={`action ${confirm.style ?? 'primary'}`} onClick={() => answer(true)}>
          {confirm.confirm.text}
        </button>
      </footer>
    </dialog>
  );
}
