import type { Message } from '../../core/message.ts';
import type { HomeTab } from './home-tab.ts';
import type { Modal } from './modal.ts';

/** Something that a person in Slack would see happen. */
export type Happening =
  | Readonly<{ kind: 'posted' | 'edited'; channel: string; ts: string; threadTs?: string; message: Message }>
  | Readonly<{ kind: 'deleted'; channel: string; ts: string }>
  | Readonly<{ kind: 'ephemeral'; ephemeral: Ephemeral }>
  /** The modal that a person has open from now on; none when it was closed. */
  | Readonly<{ kind: 'view'; user: string; view?: Modal }>
  /** What a person's Home tab of the app shows from now on. */
  | Readonly<{ kind: 'home'; user: string; home: HomeTab }>
  | Readonly<{ kind: 'uploaded'; channel: string; threadTs?: string; files: readonly SharedFile[] }>;

/** A message that only one person sees; Slack keeps none of them, so the stand-in does for tests and the page. */
export type Ephemeral = Readonly<{ ts: string; channel: string; user: string; threadTs?: string; message: Message }>;

type SharedFile = Readonly<{ id: string; name: string; title: string; size: number }>;

/** Who listens to what happens; a listener that throws stops nobody else. */
export type Bus = Readonly<{
  emit: (happening: Happening) => void;
  /** Returns what ends the listening. */
  listen: (listener: (happening: Happening) => void) => () => void;
}>;

/** Makes a bus in this process. */
export function createBus(): Bus {
  const listeners = new Set<(happening: Happening) => void>();
  return {
    emit(happening) {
      for (const listener of listeners) {
        try {
          listener(happening);
        } catch {
          // A view that fails must not look like Slack failing.
        }
      }
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
