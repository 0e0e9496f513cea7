import { type RefObject, useLayoutEffect, useRef } from 'react';

/** A dialog that is open for as long as it is there; the browser keeps the focus inside and gives it back. */
export function useDialog(): RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    // The first field, or else the way out: a second Enter by mistake must do nothing.
    element?.querySelector<HTMLElement>('.dialog-body :is(input, select, textarea), .dialog-foot .action')?.focus();
    return () => {
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return dialog;
}
