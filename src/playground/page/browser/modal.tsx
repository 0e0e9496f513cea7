import { type FormEvent, useState } from 'react';
import type { View } from '../wire.ts';
import { useApp } from './app-context.ts';
import { Avatar } from './avatar.tsx';
import { Blocks } from './blocks/index.tsx';
import { Icon } from './icons.tsx';
import { InputErrors } from './modal-errors.ts';
import { valuesOf } from './modal-values.ts';
import { send } from './send.ts';
import { useDialog } from './use-dialog.ts';

/** A modal of the app, with its inputs and what the app found wrong with them. */
export function Modal({ view }: { view: View }) {
  const { state, workspace, dispatch } = useApp();
  const dialog = useDialog();
  const { errors, problem, isWorking, submit } = useSubmit(view);
  const close = () => {
    dispatch({ kind: 'close-view', user: state.user });
    send('close', { user: state.user, viewId: view.id });
  };
  return (
    <dialog className="dialog modal" ref={dialog} aria-labelledby="modal-title" onCancel={close}>
      <form onSubmit={submit}>
        <header className="dialog-head">
          <Avatar id={workspace.app.id} size={28} />
          <h2 id="modal-title">{view.title}</h2>
          <button type="button" className="quiet" onClick={close}>
            <Icon name="close" />
            <span className="for-readers">Close</span>
          </button>
        </header>
        <div className="dialog-body">
          <InputErrors value={errors}>
            <Blocks blocks={view.blocks} />
          </InputErrors>
        </div>
        {problem && (
          <p className="failed" role="alert">
            We had some trouble connecting ({problem}). Try again?
          </p>
        )}
        <footer className="dialog-foot">
          <button type="button" className="action default" onClick={close}>
            {view.close}
          </button>
          {view.submit !== undefined && (
            <button type="submit" className="action primary" aria-busy={isWorking} disabled={isWorking}>
              <span className="action-words">{view.submit}</span>
              {isWorking && <span className="spinner" />}
            </button>
          )}
        </footer>
      </form>
    </dialog>
  );
}

function useSubmit(view: View) {
  const { state } = useApp();
  const [told, tell] = useState<{ errors?: Readonly<Record<string, string>>; problem?: string }>({});
  const [isWorking, work] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    work(true);
    const { errors, problem } = await send('submit', { user: state.user, viewId: view.id, values: valuesOf(form) });
    work(false);
    tell({ ...(errors && { errors }), ...(problem && { problem }) });
  };
  return { errors: told.errors ?? {}, problem: told.problem, isWorking, submit };
}
